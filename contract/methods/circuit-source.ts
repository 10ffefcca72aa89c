import { z } from 'zod'
import { circuitFileSchema } from '../circuit-file'
import { MAX_EDGES } from '../limits'

/** A circuit file, or a run in the store. */
export const circuitSource = z.union([
  circuitFileSchema,
  z.object({
    runId: z.string(),
    /** Edge indices in place of the circuit that the run kept, such as those of its best scores. */
    edges: z.array(z.number().int().nonnegative()).min(1).max(MAX_EDGES).optional(),
  }),
])
export type CircuitSource = z.output<typeof circuitSource>

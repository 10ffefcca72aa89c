import { z } from 'zod'
import type { RunBundle } from '../../../store'
import { packed, unpacked, type PackedForm } from './packed'

const row = z.record(z.string(), z.union([z.string(), z.number(), z.null(), z.instanceof(Uint8Array)]))

export const bundleSchema = z.object({
  storeVersion: z.number(),
  run: row.and(z.object({ id: z.string().min(1), configuration: z.string().nullable() })),
  journal: z.array(row),
  result: row.nullable(),
}) satisfies z.ZodType<RunBundle>

const RUN: PackedForm<typeof bundleSchema> = { title: 'patchbay run 1', what: 'a run', schema: bundleSchema }

/** A run as one file. The same run gives the same bytes. */
export function bundleToBytes(bundle: RunBundle): Buffer {
  return packed(RUN, bundle as z.output<typeof bundleSchema>)
}

/** @throws PatchbayError (bad-input) for a file that is none, or is not whole; `file` is what messages call it. */
export function bytesToBundle(bytes: Uint8Array, file: string): RunBundle {
  return unpacked(RUN, bytes, file)
}

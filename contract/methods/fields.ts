import { z } from 'zod'
import { METRICS } from '../metric'
import { promptSetSchema } from '../prompts'
import { ABLATIONS, DIRECTIONS } from '../vocabulary'

/** What every configuration has. */
export const common = {
  /** Folder, weights file or `sample:NAME`. */
  model: z.string().min(1),
  prompts: promptSetSchema,
  metric: z.enum(METRICS),
}

/** What the configuration of a patching method has. */
export const patching = { ...common, direction: z.enum(DIRECTIONS) }

/** `resample` where it is left out, as in runs made before there was a choice. */
export const ablation = z.enum(ABLATIONS).optional()

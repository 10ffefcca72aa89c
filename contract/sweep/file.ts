import { z } from 'zod'
import { PatchbayError } from '../error'
import { MAX_SEED } from '../limits'
import { METHOD_NAMES, RANKINGS } from '../methods'
import { makePromptsSchema } from '../prompt-tasks'
import { SWEEP_AXES, type AxisValue, type SweepAxisName } from './axes'
import { MAX_AXIS_VALUES, MAX_SWEEP_POINTS } from './spec'
import { spacedValues } from './values'

/** What the first line of a sweep file says that it is. */
export const SWEEP_FILE_FORMAT = 'patchbay sweep spec 1'

/** Evenly spaced numbers, both ends included. */
const rangeSchema = z.strictObject({
  from: z.number(),
  to: z.number(),
  /** All whole numbers from one end to the other where it is left out. */
  count: z.number().int().min(1).max(MAX_SWEEP_POINTS).optional(),
  /** `ratio` for thresholds and sizes, `linear` for seeds where it is left out. */
  spacing: z.enum(['ratio', 'linear']).optional(),
})
export type SweepFileRange = z.output<typeof rangeSchema>

/** What an option of a command takes, as JSON has it. */
const optionValue = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])
const optionsSchema = z.record(z.string(), optionValue)
export type SweepFileOptions = z.output<typeof optionsSchema>

/**
 * Prompts by the name of their file or of a saved set, as a file with the options by which it is read, or as they are in a
 * file of prompts.
 */
const promptsSchema = z.union([z.string().min(1), z.record(z.string(), z.unknown())])
export type SweepFilePrompts = z.output<typeof promptsSchema>

const axisValuesSchema = z.union([z.array(z.union([z.number(), z.string(), promptsSchema])), rangeSchema])
export type SweepFileValues = z.output<typeof axisValuesSchema>

/** A sweep as a file has it: names in place of what they name, options as the command line spells them. */
export const sweepFileSchema = z.strictObject({
  format: z.literal(SWEEP_FILE_FORMAT),
  name: z.string().max(200).optional(),
  model: z.string().min(1).optional(),
  prompts: promptsSchema.optional(),
  method: z.enum(METHOD_NAMES).optional(),
  /** Of the method, such as `{"metric": "kl", "ig-steps": 5}`. */
  options: optionsSchema.default({}),
  /** Of the other methods of the axis `method`, by their names. */
  methods: z.partialRecord(z.enum(METHOD_NAMES), optionsSchema).optional(),
  /** `hold-out`, `split-by` and `split-seed` of all sets. */
  'hold-out': z.number().min(0).lt(1).optional(),
  'split-by': z.enum(['row', 'template']).optional(),
  'split-seed': z.number().int().min(0).max(MAX_SEED).optional(),
  axes: z.partialRecord(z.enum(SWEEP_AXES), axisValuesSchema).optional(),
  points: z.array(z.partialRecord(z.enum(SWEEP_AXES), z.union([z.number(), z.string()]))).optional(),
  take: z
    .union([
      z.literal('grid'),
      z.strictObject({
        random: z.number().int().positive(),
        seed: z.number().int().min(0).max(MAX_SEED).default(0),
      }),
    ])
    .optional(),
  /** What draws the prompts of the axis `seed`. */
  generator: makePromptsSchema.omit({ seed: true }).strict().optional(),
  judge: z.boolean().optional(),
  by: z.enum(RANKINGS).optional(),
  /** `run:3`, or a circuit file. */
  reference: z.string().min(1).optional(),
})
export type SweepFile = z.output<typeof sweepFileSchema>

/**
 * The values of a range on an axis. Sizes and seeds are whole numbers.
 * @throws PatchbayError (bad-input) for a range that has no such values, or too many.
 */
export function rangeValues(axis: SweepAxisName, { from, to, count, spacing }: SweepFileRange): AxisValue[] {
  const refuse = (why: string) => new PatchbayError('bad-input', `"axes.${axis}" ${why}.`)
  const isWhole = axis !== 'threshold'
  if (isWhole && !(Number.isSafeInteger(from) && Number.isSafeInteger(to)))
    throw refuse('has whole numbers: its ends must be such, too')
  if (count === undefined) {
    if (!isWhole) throw refuse('needs "count": how many values there are from one end to the other')
    if (spacing === 'ratio') throw refuse('needs "count": how many values are spaced by ratio')
    const values = Math.abs(to - from) + 1
    if (values > MAX_AXIS_VALUES)
      throw refuse(
        `has ${grouped(values)} values, and at most ${grouped(MAX_AXIS_VALUES)} are taken: give fewer`,
      )
    return linear(from, to, values)
  }
  const isByRatio = (spacing ?? (axis === 'threshold' || axis === 'edges' ? 'ratio' : 'linear')) === 'ratio'
  if (isByRatio && !(from > 0 && to > 0))
    throw refuse('is spaced by ratio, which needs ends above 0: give such, or "spacing": "linear"')
  const values = isByRatio ? spacedValues(from, to, count) : linear(from, to, count)
  return isWhole ? [...new Set(values.map(Math.round))] : values
}

const grouped = (count: number) => count.toLocaleString('en-US')

function linear(from: number, to: number, count: number): number[] {
  const steps = Math.max(1, count - 1)
  const at = (i: number) => Number((from + ((to - from) * i) / steps).toPrecision(12))
  return Array.from({ length: count }, (_, i) => at(i))
}

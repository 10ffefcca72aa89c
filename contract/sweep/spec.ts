import { z } from 'zod'
import { MAX_SEED } from '../limits'
import { METHOD_NAMES, METHODS, RANKINGS, runConfigSchema } from '../methods'
import { makePromptsSchema } from '../prompt-tasks'
import { promptSetSchema } from '../prompts'
import { SWEEP_AXES, type GivenValues, type SweepAxisName } from './axes'

/** Circuits of one sweep at most. */
export const MAX_SWEEP_POINTS = 10_000

/** Values of one axis at most: a random sample may be taken of more than are computed. */
export const MAX_AXIS_VALUES = 100_000

const value = z.union([z.number(), z.string()])
const axisSchema = z.object({
  name: z.enum(SWEEP_AXES),
  values: z.array(value).max(MAX_AXIS_VALUES),
})
export type SweepAxis = z.output<typeof axisSchema>

const takeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('grid') }),
  /** So many of the grid, each at most once. */
  z.object({
    kind: z.literal('random'),
    count: z.number().int().positive(),
    seed: z.number().int().nonnegative().max(MAX_SEED),
  }),
])
export type SweepTake = z.output<typeof takeSchema>

/** Many runs as one question: a configuration, and what differs between its runs. */
export const sweepSpecSchema = z.object({
  /** The configuration of every run; its own value on an axis is not used. */
  base: runConfigSchema,
  /** Each at most once; none where `points` lists the combinations. */
  axes: z.array(axisSchema).max(SWEEP_AXES.length).default([]),
  /** Which combinations of the axes' values; all where it is left out. */
  take: takeSchema.optional(),
  /** The combinations one by one, each with a value for the same axes. */
  points: z
    .array(z.partialRecord(z.enum(SWEEP_AXES), value))
    .max(MAX_AXIS_VALUES)
    .optional(),
  /** Prompts of the axis `prompts`, by their names; those of the base are one of them. */
  sets: z.array(promptSetSchema).max(MAX_SWEEP_POINTS).optional(),
  /** What the prompts of the axis `seed` are drawn by. */
  generator: makePromptsSchema.omit({ seed: true }).optional(),
  /** What was drawn for each seed and model, once the sweep is planned: see needsMaking. */
  made: z
    .array(z.object({ model: z.string(), seed: z.number(), set: promptSetSchema }))
    .max(MAX_SWEEP_POINTS)
    .optional(),
  /** Options of the methods of the axis `method`, where they are not those of the base. */
  methods: z.partialRecord(z.enum(METHOD_NAMES), z.record(z.string(), z.unknown())).optional(),
  /** Judge every circuit: random circuits of equal size, the worst prompt, completeness, minimality. */
  judge: z.boolean().default(true),
  /** Of scored edges: which come first. */
  by: z.enum(RANKINGS).default('absolute'),
  /** A circuit to compare all with. */
  reference: METHODS.evaluate.config.shape.reference,
})
export type SweepSpec = z.output<typeof sweepSpecSchema>

/** The axes of a sweep with their values, of one that lists its points too: each value once, in the order in which it comes. */
export function axesOf({ axes, points }: Pick<SweepSpec, 'axes' | 'points'>): SweepAxis[] {
  const given =
    points === undefined ? axes : SWEEP_AXES.map((name) => ({ name, values: valuesOn(points, name) }))
  return given.filter(({ values }) => points === undefined || values.length > 0).map(withoutRepeats)
}

function valuesOn(points: readonly GivenValues[], name: SweepAxisName): SweepAxis['values'] {
  return points.flatMap((point) => point[name] ?? [])
}

/** -0 is 0, and a value that is given twice is one circuit. */
function withoutRepeats({ name, values }: SweepAxis): SweepAxis {
  return { name, values: [...new Set(values.map((each) => (typeof each === 'number' ? each + 0 : each)))] }
}

import { z } from 'zod'
import { TEST_ORDERS } from '../../engine/graph'
import { PatchbayError } from '../error'
import { MAX_SEED, shown } from '../limits'
import { METRICS } from '../metric'
import { definitionOf, METHOD_NAMES, METHODS, type MethodName, type RunConfig } from '../methods'
import { ABLATIONS, DIRECTIONS } from '../vocabulary'

/**
 * What may differ between the circuits of a sweep, what is the most work to change first: runs that share a model and prompts
 * follow one another.
 * - model: a path, a name of the hub, or a sample, such as the checkpoints of one training
 * - prompts: a set, by its name
 * - seed: of prompts that are drawn for the sweep
 * - resample: 0 is the set as it is, any other seed a bootstrap sample of its rows
 * - threshold: tau of ACDC
 * - edges: how many of the best edges by score; all values are judged in one run
 */
// prettier-ignore
export const SWEEP_AXES = [
  'model', 'prompts', 'seed', 'resample', 'method', 'metric', 'direction', 'ablation', 'order', 'threshold', 'edges',
] as const
export type SweepAxisName = (typeof SWEEP_AXES)[number]

/** Axes whose values are numbers; those of the others are words. */
export type NumberAxisName = 'seed' | 'resample' | 'threshold' | 'edges'
export type AxisValue = number | string

/** One value for each axis of the sweep. */
export type SweepValues = {
  [Name in SweepAxisName]?: Name extends NumberAxisName ? number : Name extends 'method' ? MethodName : string
}

/** A combination as it is given, before its values are checked. */
export type GivenValues = Partial<Record<SweepAxisName, AxisValue>>

interface AxisFacts {
  /** In sentences: `thresholds`. */
  plural: string
  value: z.ZodType<AxisValue>
  /** What a value is, in the words after a colon. */
  problem: string
  /** Which methods have it, and what to sweep over instead, in the words after a colon. Left out where all have it. */
  only?: { appliesTo(method: MethodName): boolean; mend: string }
  /** What sets a circuit apart: `τ 0.01`. */
  text(value: AxisValue): string
}

const seed = z.number().int().nonnegative().max(MAX_SEED)
const name = z.string().min(1)
const hasOption = (key: string) => (method: MethodName) => key in METHODS[method].config.shape
const listed = (words: readonly string[]) => words.join(', ')

/** The one table of axes; how each changes a configuration is in configuration.ts. */
export const AXIS_FACTS: Record<SweepAxisName, AxisFacts> = {
  model: {
    plural: 'models',
    value: name,
    problem: 'a model is a path, a name of the hub, or sample:NAME',
    text: (value) => lastPart(String(value)),
  },
  prompts: {
    plural: 'prompt sets',
    value: name,
    problem: 'prompts are named by the name of their set',
    text: String,
  },
  seed: {
    plural: 'seeds',
    value: seed,
    problem: 'a seed is a whole number from 0',
    text: (value) => `seed ${value}`,
  },
  resample: {
    plural: 'resamples',
    value: seed,
    problem: 'a resample is a whole number: 0 is the set as it is, any other the seed of a bootstrap sample',
    text: (value) => (value === 0 ? 'not resampled' : `resample ${value}`),
  },
  method: {
    plural: 'methods',
    value: z.enum(METHOD_NAMES),
    problem: `a method is one of ${listed(METHOD_NAMES)}`,
    only: {
      appliesTo: (method) => !hasOption('circuit')(method),
      mend: 'take it as the configuration, not as one of the methods',
    },
    text: (value) => definitionOf(value as MethodName).title,
  },
  metric: {
    plural: 'metrics',
    value: z.enum(METRICS),
    problem: `a metric is one of ${listed(METRICS)}`,
    text: String,
  },
  direction: {
    plural: 'directions',
    value: z.enum(DIRECTIONS),
    problem: `a direction is one of ${listed(DIRECTIONS)}`,
    only: { appliesTo: hasOption('direction'), mend: 'it has one direction only' },
    text: String,
  },
  ablation: {
    plural: 'ablations',
    value: z.enum(ABLATIONS),
    problem: `an ablation is one of ${listed(ABLATIONS)}`,
    only: { appliesTo: hasOption('ablation'), mend: 'it takes no ablation' },
    text: (value) => `${value} ablation`,
  },
  order: {
    plural: 'orders',
    value: z.enum(TEST_ORDERS),
    problem: `an order is one of ${listed(TEST_ORDERS)}`,
    only: { appliesTo: hasOption('order'), mend: 'only ACDC tests edges in an order' },
    text: (value) => `order ${value}`,
  },
  threshold: {
    plural: 'thresholds',
    value: z.number(),
    problem: 'a threshold is a number such as 0.05',
    only: {
      appliesTo: hasOption('threshold'),
      mend: 'only ACDC has a threshold: sweep "edges" of a method that scores edges',
    },
    text: (value) => `τ ${value}`,
  },
  edges: {
    plural: 'sizes',
    value: z.number().int().positive(),
    problem: 'a number of edges is a whole number from 1',
    only: {
      appliesTo: (method) => method === 'evaluate' || definitionOf(method).finds.edgeScores !== null,
      mend: 'only scored edges can be taken by their number: sweep "threshold" of ACDC, or "edges" of eap, edges, or a circuit with scores',
    },
    text: (value) => `${value.toLocaleString('en-US')} ${value === 1 ? 'edge' : 'edges'}`,
  },
}

export function appliesTo(axis: SweepAxisName, method: MethodName): boolean {
  return AXIS_FACTS[axis].only?.appliesTo(method) ?? true
}

/** Why a value is none of an axis, in the words after a colon; null where it is one. */
export function valueProblem(axis: SweepAxisName, value: unknown): string | null {
  const { value: schema, problem } = AXIS_FACTS[axis]
  return schema.safeParse(value).success ? null : problem
}

/**
 * @throws PatchbayError (bad-input) for an axis without a value, one that a method does not have, or a value that it cannot
 * take.
 */
export function checkAxis(
  axis: SweepAxisName,
  values: readonly AxisValue[],
  methods: readonly MethodName[],
): void {
  const { only, plural } = AXIS_FACTS[axis]
  if (values.length === 0)
    throw new PatchbayError('bad-input', `"${axis}" has no value: give at least one of its ${plural}.`)
  for (const value of values) {
    const problem = valueProblem(axis, value)
    if (problem !== null)
      throw new PatchbayError('bad-input', `${shown(value)} cannot be swept over "${axis}": ${problem}.`)
  }
  const without = methods.find((method) => !appliesTo(axis, method))
  if (only && without !== undefined)
    throw new PatchbayError('bad-input', `A sweep over "${axis}" does not apply to ${without}: ${only.mend}.`)
}

/** Which of its own axes a method is swept over; null where it has none. */
export function axisOfMethod({ method }: Pick<RunConfig, 'method'>): 'threshold' | 'edges' | null {
  return (['threshold', 'edges'] as const).find((axis) => appliesTo(axis, method)) ?? null
}

/** `τ 0.01`, `resample 3, 50 edges`: what sets one circuit of a sweep apart from the others. */
export function valuesText(values: SweepValues, textOf = axisValueText): string {
  const parts = SWEEP_AXES.flatMap((axis) => {
    const value = values[axis]
    return value === undefined ? [] : [textOf(axis, value)]
  })
  return parts.join(', ')
}

export function axisValueText(axis: SweepAxisName, value: AxisValue): string {
  return AXIS_FACTS[axis].text(value)
}

/** Of a path, its last folder; of a file of weights, which are named alike in all folders, with the file. */
function lastPart(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '')
  const isFile = /\.(safetensors|onnx)$/.test(path)
  return parts.slice(isFile ? -2 : -1).join('/') || path
}

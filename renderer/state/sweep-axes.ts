import { TEST_ORDERS } from '../../engine/graph'
import {
  ABLATIONS,
  appliesTo,
  AXIS_FACTS,
  DIRECTIONS,
  METRICS,
  parsedValues,
  type RunConfig,
  type SweepAxis,
  type SweepAxisName,
  type SweepSpec,
} from '../../contract'
import { DISCOVER_STARTS, startOf } from '../methods/registry'
import { discoverForm } from './discover-form'

/** What may differ besides the threshold or the size, in the order in which it is offered. */
// prettier-ignore
export const FURTHER_AXES = [
  'resample', 'prompts', 'seed', 'metric', 'ablation', 'direction', 'order', 'method', 'model',
] as const satisfies readonly SweepAxisName[]
export type FurtherAxis = (typeof FURTHER_AXES)[number]

/** Values as they were typed; words one a line, since names have spaces. An axis that is left out is not swept. */
export type FurtherAxes = Partial<Record<FurtherAxis, string>>

type NumberAxis = 'seed' | 'resample'

export function isOfNumbers(axis: FurtherAxis): axis is NumberAxis {
  return axis === 'seed' || axis === 'resample'
}

export function wordsOf(text: string | undefined): string[] {
  return (text ?? '').split('\n').filter((word) => word !== '')
}

/** The axes that can be added. The prompts are chosen by one of two. */
export function offeredAxes({ method }: Pick<RunConfig, 'method'>, further: FurtherAxes): FurtherAxis[] {
  return FURTHER_AXES.filter((axis) => {
    if (further[axis] !== undefined) return false
    if (axis === 'seed') return further.prompts === undefined
    if (axis === 'prompts') return further.seed === undefined
    return axis === 'method' ? isFoundBy(method) : appliesTo(axis, method)
  })
}

/** What an axis begins with: the value that the configuration has, and more where any are as good. */
export function firstValues(axis: FurtherAxis, base: RunConfig): string {
  if (axis === 'seed') return '0, 1, 2'
  if (axis === 'resample') return '0, 1, 2, 3, 4'
  if (axis === 'prompts') return base.prompts.name
  const value: unknown = Reflect.get(base, axis)
  return typeof value === 'string' ? value : ''
}

const isFoundBy = (method: string) => FOUND_BY.some((each) => each === method)

/** The words that an axis has; null where they are typed, or are names of prompt sets. */
export function knownWords(axis: FurtherAxis): readonly string[] | null {
  const words: Partial<Record<FurtherAxis, readonly string[]>> = {
    metric: METRICS,
    ablation: ABLATIONS,
    direction: DIRECTIONS,
    order: TEST_ORDERS,
    method: FOUND_BY,
  }
  return words[axis] ?? null
}

/** Methods that find a circuit or score all edges, as Discover's starts are named. */
const FOUND_BY = ['acdc', 'eap', 'edges'] as const

/** The further axes of a sweep, or what is wrong with one of them. */
export function chosenAxes(further: FurtherAxes): SweepAxis[] | string {
  const axes: SweepAxis[] = []
  for (const name of FURTHER_AXES) {
    const text = further[name]
    if (text === undefined) continue
    const values = isOfNumbers(name) ? parsedValues(text, name) : wordsOf(text)
    if (typeof values === 'string') return values
    if (values.length === 0) return `Choose at least one of the ${AXIS_FACTS[name].plural}.`
    axes.push({ name, values })
  }
  return axes
}

/** Options of the methods that are swept over, as the form of each has them. */
export function optionsOfMethods(axes: readonly SweepAxis[], base: RunConfig): SweepSpec['methods'] {
  const methods = axes.find(({ name }) => name === 'method')?.values ?? []
  const others = FOUND_BY.filter((method) => method !== base.method && methods.includes(method))
  return others.length === 0
    ? undefined
    : Object.fromEntries(others.map((method) => [method, ownOptions(method, base)]))
}

const COMMON: readonly string[] = ['method', 'model', 'prompts', 'metric']

function ownOptions(method: string, { model, prompts, metric }: RunConfig): Record<string, unknown> {
  const config = startOf(DISCOVER_STARTS, method).config({ model, prompts, metric }, discoverForm.get())
  return Object.fromEntries(Object.entries(config).filter(([key]) => !COMMON.includes(key)))
}

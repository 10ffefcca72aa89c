import type {
  CircuitSource,
  PromptSet,
  PromptTaskName,
  RunConfig,
  RunSummary,
  SweepAxis,
  SweepSpec,
  SweepTake,
} from '../../contract'
import {
  AXIS_FACTS,
  axesOf,
  axisOfMethod,
  combinationCount,
  defaultSizes,
  parsedValues,
  rangeValues,
  spacedValues,
} from '../../contract'
import { formatCount, formatPlural } from '../widgets/format'
import { discoverConfig } from './start-run'
import { createForm } from './forms'
import { currentPromptSet } from './prompt-store'
import { isImported } from './finds'
import { chosenAxes, optionsOfMethods, type FurtherAxes } from './sweep-axes'
import { useWorkbench } from './workbench'

/** The choices of the next sweep. */
export interface SweepForm {
  /** The run whose configuration is swept; null: what Discover's form has. */
  base: string | null
  from: number
  to: number
  count: number
  spacing: 'ratio' | 'linear'
  /** Values as they were typed; null: those of the range. */
  typed: string | null
  /** Whether the threshold, or the size, is one of the axes. */
  sweepsOwn: boolean
  further: FurtherAxes
  /** All combinations, or so many of them at random. */
  take: SweepTake['kind']
  takeCount: number
  takeSeed: number
  /** What draws the prompts of each seed. */
  task: PromptTaskName
  taskCount: number
  judge: boolean
  by: 'absolute' | 'signed'
  /** A run with a circuit to compare all with. */
  reference: string | null
  /** What computes its runs: this machine, workers at a Redis, or whoever runs the tasks of a folder. */
  computer: SweepComputer
  /** Runs beside each other on this machine; null: as the settings say. */
  atOnce: number | null
  /** Shared with other machines. */
  folder: string
  /** Of the array script, a line each. */
  resources: string
  setup: string
  /** What runs Patchbay there; empty: this very program. */
  program: string
}

export type SweepComputer = 'here' | 'redis' | 'folder'

const INITIAL: SweepForm = {
  ...{ base: null, from: 1, to: 0.001, count: 7, spacing: 'ratio', typed: null },
  ...{ sweepsOwn: true, further: {}, take: 'grid', takeCount: 20, takeSeed: 0, task: 'ioi', taskCount: 100 },
  ...{ judge: true, by: 'absolute', reference: null },
  ...{ computer: 'here', atOnce: null, folder: '', resources: '', setup: '', program: '' },
}

export const sweepForm = createForm('sweep', INITIAL, {
  ofModel: ['base', 'reference', 'further'],
  ofRuns: ['base', 'reference'],
})

/** A range around a threshold that a run has, which is one of its values: that run is then not computed again. */
export function rangeAround(
  threshold: number,
): Pick<SweepForm, 'from' | 'to' | 'count' | 'spacing' | 'typed'> {
  const middle = Math.abs(threshold) || 0.01
  const round = (value: number) => Number(value.toPrecision(12))
  const range = {
    from: round(middle * REACH),
    to: round(middle / REACH),
    count: 7,
    spacing: 'ratio' as const,
  }
  const values = spacedValues(range.from, range.to, range.count)
  // A threshold of many digits is not among rounded ones.
  const exact = values.map((value, index) => (index === 3 ? middle : value))
  return { ...range, typed: values.includes(middle) ? null : exact.join(', ') }
}

/** How far a range reaches up and down: its ends are exact in decimals, so the threshold stays in their middle. */
const REACH = 25

/** What a sweep starts from, as far as it is known. */
export interface SweepBase {
  config: RunConfig
  axis: NonNullable<ReturnType<typeof axisOfMethod>>
  edgeCount: number
}

/** null while no model is open, or the configuration has nothing to sweep over. `config`: that of the base run. */
export function sweepBase(
  run: RunSummary | undefined,
  config: RunConfig | null | undefined,
): SweepBase | null {
  const { model } = useWorkbench.getState()
  const base = run ? (isImported(run) ? configOfImported(run) : config) : discoverConfig()
  const axis = base ? axisOfMethod(base) : null
  return base && axis && model ? { config: base, axis, edgeCount: model.edgeCount } : null
}

/** Scores of a file are judged on the open model and the prompts of the form. */
function configOfImported({ id }: RunSummary): RunConfig | null {
  const { model } = useWorkbench.getState()
  if (!model) return null
  const circuit: CircuitSource = { runId: id }
  return {
    method: 'evaluate',
    model: model.path,
    prompts: currentPromptSet(),
    metric: 'logit_diff',
    circuit,
    top: [],
    by: 'absolute',
  }
}

/** The values that are chosen, or why there are none. */
export function chosenValues({ axis, edgeCount }: SweepBase, form: SweepForm): number[] | string {
  if (form.typed !== null) return parsedValues(form.typed, axis)
  if (axis === 'edges') return defaultSizes(edgeCount)
  const { from, to, count, spacing } = form
  // By ratio, ends that are not above 0 are spaced evenly.
  const isByRatio = spacing !== 'linear' && from > 0 && to > 0
  if (![from, to].every(Number.isFinite) || !(count >= 1))
    return 'Give a range and how many thresholds it has.'
  return isByRatio
    ? spacedValues(from, to, count)
    : (rangeValues('threshold', { from, to, count, spacing: 'linear' }) as number[])
}

export function shownValues(base: SweepBase, form: SweepForm): string {
  if (form.typed !== null) return form.typed
  const values = chosenValues(base, form)
  return typeof values === 'string' ? '' : values.join(', ')
}

/** All axes of the form, or what is wrong with one of them, in a sentence. */
export function axesOfForm(base: SweepBase, form: SweepForm): SweepAxis[] | string {
  const values = form.sweepsOwn ? chosenValues(base, form) : []
  if (typeof values === 'string') return values
  const further = chosenAxes(form.further)
  if (typeof further === 'string') return further
  const own = form.sweepsOwn ? [{ name: base.axis, values }] : []
  if (own.length + further.length === 0) return 'Add what differs between the circuits: one axis at least.'
  return [...own, ...further]
}

/**
 * What the form would start; null where something is missing.
 * @param sets Those that the axis of prompts names besides the base's own.
 */
export function sweepSpec(
  base: SweepBase | null,
  form: SweepForm,
  sets: readonly PromptSet[] = [],
): SweepSpec | null {
  const axes = base && axesOfForm(base, form)
  if (!base || !axes || typeof axes === 'string') return null
  const methods = optionsOfMethods(axes, base.config)
  const isOver = (name: SweepAxis['name']) => axes.some((axis) => axis.name === name)
  return {
    base: base.config,
    axes,
    // Sizes of scores are all judged in one run: there is nothing else to measure them by.
    judge: form.judge || isOver('edges'),
    by: form.by,
    ...(form.take === 'random' && {
      take: { kind: 'random', count: form.takeCount, seed: form.takeSeed },
    }),
    ...(isOver('prompts') && { sets: [...sets] }),
    ...(isOver('seed') && { generator: generatorOf(base.config, form) }),
    ...(methods && { methods }),
    ...(form.reference !== null && { reference: { runId: form.reference } }),
  }
}

function generatorOf(
  { prompts: { bos } }: RunConfig,
  { task, taskCount }: SweepForm,
): SweepSpec['generator'] {
  return { task, count: taskCount, options: {}, bos: bos ?? 'tokenizer' }
}

/** `7 thresholds × 5 resamples: 35 circuits` */
export function gridText(axes: readonly SweepAxis[], form: Pick<SweepForm, 'take' | 'takeCount'>): string {
  const distinct = axesOf({ axes: [...axes] })
  const parts = distinct.map(({ name, values }) => axisText(name, values.length))
  const all = combinationCount({ axes: [...axes] })
  const drawn =
    form.take === 'random' ? `, ${formatCount(Math.min(form.takeCount, all))} of them at random` : ''
  return `${parts.join(' × ')}: ${formatPlural(all, 'circuit')}${drawn}`
}

/** `7 thresholds`, `1 prompt set` */
export function axisText(name: SweepAxis['name'], count: number): string {
  const { plural } = AXIS_FACTS[name]
  return formatPlural(count, plural.replace(/s$/, ''), plural)
}

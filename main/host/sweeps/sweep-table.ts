import Papa from 'papaparse'
import { appliesTo, axesOf, FORMULA_START, NOT_MEASURED, SWEEP_AXES } from '../../../contract'
import type { RunConfig, SweepAxisName, SweepMember, SweepPoint, SweptNumbers } from '../../../contract'
import type { ExportedSweep } from './exported-sweep'

type Cells = Record<string, string | number | null>

/** A row for each circuit: its values on all axes, its numbers, and what its runs were computed from. */
export function sweepTable(exported: ExportedSweep): string {
  const rows = exported.detail.points.map((point) => rowOf(point, exported))
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return Papa.unparse(rows, { columns, newline: '\n', escapeFormulae: FORMULA_START })
}

function rowOf(point: SweepPoint, exported: ExportedSweep): Cells {
  const { members, spec } = exported.detail
  const [found, judged] = [point.find, point.judge].map((at) => (at === null ? null : members[at]))
  const { random, agreement } = point
  const swept = axesOf(spec).map(({ name }) => name)
  const metric = swept.includes('metric') ? 'metric_value' : spec.base.metric
  return {
    ...Object.fromEntries(swept.map((name) => [columnOf(name), point.values[name] ?? null])),
    edges: point.edges,
    edges_after_pruning: point.edgesAfterPruning,
    ...columnsOf(point.measured, '', metric),
    ...columnsOf(point.train, 'train_', metric),
    ...spread(random?.faithfulness, 'random_faithfulness'),
    ...spread(random?.kl, 'random_kl'),
    precision: agreement?.precision ?? null,
    recall: agreement?.recall ?? null,
    true_positive_rate: agreement?.truePositiveRate ?? null,
    false_positive_rate: agreement?.falsePositiveRate ?? null,
    state: point.state,
    found_by: found?.run ? found.run.number : null,
    found_source: found?.source ?? null,
    judged_by: judged?.run ? judged.run.number : null,
    judged_source: judged?.source ?? null,
    why_not: judged?.message ?? found?.message ?? null,
    ...othersOf(point, swept, exported),
    ...originOf(point, exported),
  }
}

/** `edges` is how many there are. */
const columnOf = (axis: SweepAxisName) => (axis === 'edges' ? 'edges_asked' : axis)

function columnsOf(numbers: SweptNumbers | null, prefix: string, metric: string): Cells {
  return {
    [`${prefix}faithfulness`]: numbers?.faithfulness ?? null,
    [`${prefix}kl`]: numbers?.kl ?? null,
    ...(metric === 'kl' ? {} : { [`${prefix}${metric}`]: numbers?.metric ?? null }),
    // As people count rows, from 1.
    [`${prefix}worst_prompt`]: numbers?.worst ? numbers.worst.row + 1 : null,
    [`${prefix}worst_faithfulness`]: numbers?.worst?.faithfulness ?? null,
  }
}

function spread(values: readonly number[] | undefined, name: string): Cells {
  const [mean, least, most] = values?.length
    ? [
        values.reduce((sum, value) => sum + value, 0) / values.length,
        Math.min(...values),
        Math.max(...values),
      ]
    : [null, null, null]
  return { [name]: mean, [`${name}_min`]: least, [`${name}_max`]: most }
}

/** What all circuits have in common, by the names that it would have as axes. */
function othersOf(
  { find, judge }: SweepPoint,
  swept: readonly SweepAxisName[],
  { record }: ExportedSweep,
): Cells {
  const config = record.plan.members[(find ?? judge)!].config(() => ({ runId: '' }))
  const names = SWEEP_AXES.filter((name) => !swept.includes(name))
  return Object.fromEntries(
    names.map((name) => [name, optionOf(config, name)]).filter(([, value]) => value !== undefined),
  ) as Cells
}

function optionOf(config: RunConfig, name: SweepAxisName): unknown {
  if (name === 'edges' || !appliesTo(name, config.method)) return undefined
  if (name === 'prompts') return config.prompts.name
  return Reflect.get(config, name) ?? (name === 'ablation' ? 'resample' : undefined)
}

/** Of the run that says most about the circuit by now. */
function originOf({ find, judge }: SweepPoint, { detail, origins, stabilities }: ExportedSweep): Cells {
  const { summary, members } = detail
  const run = [judge, find].flatMap((at) => (at === null ? [] : (members[at].run ?? [])))[0]
  const origin = run && origins.get(run.id)
  return {
    sweep: summary.name,
    circuit_stability: clauseOf(find === null ? null : members[find].run, stabilities),
    certificate: run?.certificate?.verdict ?? null,
    model_hash: origin?.modelHash ?? null,
    prompts_hash: origin?.dataHash ?? null,
    patchbay: origin?.patchbayVersion ?? null,
  }
}

/** null where no circuit was found. */
function clauseOf(run: SweepMember['run'], stabilities: ExportedSweep['stabilities']): string | null {
  return run && (stabilities.get(run.id) ?? NOT_MEASURED).replace('stability ', '')
}

import Papa from 'papaparse'
import { axesOf, plainLists, rowsForFile } from '../../../contract'
import type { ResultOf, SweepAxisName, SweepDetail, SweepPoint, SweptNumbers } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'
import type { Store } from '../../store'
import { fileNameOf } from '../files/file-name'
import { sweepDetail } from './sweep-detail'
import type { SweepRecord } from './sweep-record'

/** A table with a row for each circuit, or all that is known: what was asked, each run by what determines it, the numbers. */
export function exportSweep(
  record: SweepRecord,
  store: Store,
  format: 'json' | 'csv',
): ResultOf<'sweeps.export'> {
  const detail = sweepDetail(record, store)
  const text = format === 'csv' ? tableOf(detail) : JSON.stringify(fileOf(detail), null, 1)
  return { fileName: `${fileNameOf(detail.summary.name)}.${format}`, text: `${text}\n` }
}

function tableOf(detail: SweepDetail): string {
  const rows = detail.points.map((point) => rowOf(point, detail))
  return Papa.unparse(rows, { columns: Object.keys(rows[0]), newline: '\n' })
}

function rowOf(point: SweepPoint, { members, spec }: SweepDetail): Record<string, string | number | null> {
  const [found, judged] = [point.find, point.judge].map((at) => (at === null ? null : members[at]))
  const { random, agreement } = point
  return {
    ...Object.fromEntries(axesOf(spec).map(({ name }) => [columnOf(name), point.values[name] ?? null])),
    edges: point.edges,
    edges_after_pruning: point.edgesAfterPruning,
    ...columnsOf(point.measured, '', spec.base.metric),
    ...columnsOf(point.train, 'train_', spec.base.metric),
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
  }
}

/** `edges` is how many there are. */
const columnOf = (axis: SweepAxisName) => (axis === 'edges' ? 'edges_asked' : axis)

function columnsOf(numbers: SweptNumbers | null, prefix: string, metric: string) {
  return {
    [`${prefix}faithfulness`]: numbers?.faithfulness ?? null,
    [`${prefix}kl`]: numbers?.kl ?? null,
    ...(metric === 'kl' ? {} : { [`${prefix}${metric}`]: numbers?.metric ?? null }),
    // As people count rows, from 1.
    [`${prefix}worst_prompt`]: numbers?.worst ? numbers.worst.row + 1 : null,
    [`${prefix}worst_faithfulness`]: numbers?.worst?.faithfulness ?? null,
  }
}

function spread(values: readonly number[] | undefined, name: string): Record<string, number | null> {
  const [mean, least, most] = values?.length
    ? [
        values.reduce((sum, value) => sum + value, 0) / values.length,
        Math.min(...values),
        Math.max(...values),
      ]
    : [null, null, null]
  return { [name]: mean, [`${name}_min`]: least, [`${name}_max`]: most }
}

function fileOf({ summary, spec, members, points, baselines, isHeldOut, edgesTotal, roc }: SweepDetail) {
  const { prompts } = spec.base
  const file = {
    format: 'patchbay sweep 1',
    patchbayVersion: PATCHBAY_VERSION,
    sweep: { name: summary.name, number: summary.number, state: summary.state, message: summary.message },
    ...{ judge: spec.judge, by: spec.by, axes: spec.axes, isHeldOut, edgesTotal, baselines },
    points,
    members: members.map(({ run, ...member }) => ({
      ...member,
      run: run && { id: run.id, number: run.number },
    })),
    roc,
  }
  const base = { ...spec.base, prompts: { ...prompts, rows: rowsForFile(prompts.rows) } }
  return { ...(plainLists(file) as object), base, reference: spec.reference ?? null }
}

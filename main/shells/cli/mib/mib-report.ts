import Papa from 'papaparse'
import { FORMULA_START, MIB_SIZES } from '../../../../contract'
import { PATCHBAY_VERSION } from '../../../version'
import { table } from '../output/print'
import type { MibResult } from './compute-row'
import type { LeftOutCell } from './mib-cells'
import type { MibChoices } from './mib-options'
import { methodTitle } from './mib-sweeps'
import { PUBLISHED_SOURCE, publishedOf, type PublishedRow } from './published'

/** What was compared. */
export interface MibTable {
  choices: MibChoices
  results: MibResult[]
  leftOut: LeftOutCell[]
}

/** For people: ours, then what was published for the same tasks. */
export function tableText({ choices, results, leftOut }: MibTable): string {
  const published = publishedOf([...new Set(results.map(({ task }) => task))])
  const ours = results.filter(({ scores }) => scores)
  const failed = results.filter(({ scores }) => !scores)
  return [
    table(HEAD, [...ours.map((result) => rowOf(result, choices)), ...published.map(publishedRow)]),
    '',
    NOTE,
    ...(published.length > 0
      ? [`* published: ${PUBLISHED_SOURCE}; of these models, on the public test prompts of the benchmark.`]
      : []),
    ...failed.map(({ method, task, model, why }) => `${method} on ${task}, ${model}: ${why}`),
    ...leftOut.map(({ task, model, why }) => `${task} is left out for ${model}: ${why}`),
  ].join('\n')
}

const HEAD = ['METHOD', 'TASK', 'MODEL', 'EDGES', 'CPR', 'CMD', 'ACCURACY', 'MODEL ACC.', 'RANDOM CPR']

const NOTE =
  'CPR above 1 means circuits that overshoot the model, not better ones; accuracy, the same area of the same circuits, is 1 at most.'

function rowOf({ method, task, model, edgeCount, scores }: MibResult, choices: MibChoices): string[] {
  const { cpr, cmd, accuracy, modelAccuracy, randomCpr } = scores!
  return [
    methodTitle(method, choices),
    ...[task, model, edgeCount.toLocaleString('en-US')],
    ...[cpr, cmd, accuracy, modelAccuracy, randomCpr].map((value) => value.toFixed(3)),
  ]
}

function publishedRow({ method, task, model, cpr, cmd }: PublishedRow): string[] {
  return [`${method} *`, task, model, '-', cpr.toFixed(2), cmd?.toFixed(2) ?? '-', '-', '-', '-']
}

/** A row for each size of each circuit, and one for each published number. */
export function csvOf({ choices, results }: MibTable): string {
  const rows = results.flatMap(({ method, task, model, edgeCount, scores }) =>
    (scores?.sizes ?? []).map(({ part, edges, faithfulness, accuracy }) => ({
      source: 'patchbay',
      method: methodTitle(method, choices),
      ...{ task, model, edges_total: edgeCount, part, edges, faithfulness, accuracy },
      ...{ cpr: scores!.cpr, cmd: scores!.cmd, accuracy_area: scores!.accuracy },
      ...{ random_cpr: scores!.randomCpr, model_accuracy: scores!.modelAccuracy },
    })),
  )
  const published = publishedOf(results.map(({ task }) => task)).map((row) => ({
    ...{ source: `published: ${PUBLISHED_SOURCE}`, ...row },
  }))
  const columns = [
    ...['source', 'method', 'task', 'model', 'edges_total', 'part', 'edges', 'faithfulness', 'accuracy'],
    ...['cpr', 'cmd', 'accuracy_area', 'random_cpr', 'model_accuracy'],
  ]
  return `${Papa.unparse({ fields: columns, data: [...rows, ...published] as object[] }, { newline: '\n', escapeFormulae: FORMULA_START })}\n`
}

/** For programs: without the circuits, which have files of their own. */
export function jsonOf({ choices, results, leftOut }: MibTable): object {
  return {
    format: MIB_FORMAT,
    patchbayVersion: PATCHBAY_VERSION,
    choices,
    sizes: MIB_SIZES,
    results: results.map(({ importances: _importances, ...result }) => result),
    leftOut,
    published: { source: PUBLISHED_SOURCE, rows: publishedOf(results.map(({ task }) => task)) },
  }
}

export const MIB_FORMAT = 'patchbay mib 1'

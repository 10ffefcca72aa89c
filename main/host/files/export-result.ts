import Papa from 'papaparse'
import { SITE_FAMILIES } from '../../../contract'
import type { Agreement, EdgeScores, MethodResult, SiteScores, ScoreMeaning } from '../../../contract'
import { edgeName } from '../../../engine'
import type { ComputationalGraph } from '../../../engine'
import { finiteOrNull } from './export-record'

/**
 * A site's row in a file, where its family has always been called `place`; a part that its site does not have is left
 * out, as `value` is for estimates.
 */
interface SiteRow {
  place: string
  layer: number
  head?: number
  pos?: number
  neuron?: number
  value?: number | null
  effect: number | null
  per_prompt?: (number | null)[]
}

/** A result as its file has it, in plain JSON values; edges by name. */
export function plainResult(result: MethodResult, graph: ComputationalGraph): Record<string, unknown> {
  const names = (edges: Int32Array) => Array.from(edges, (edge) => edgeName(graph, edge))
  switch (result.kind) {
    case 'sites':
      return {
        scores: siteRows(result.scores),
        ...(result.agreement && { agreement: plainAgreement(result.agreement) }),
      }
    case 'edges':
      return { scores: edgeRows(result.scores, names) }
    case 'path': {
      const { path, value, effect, perPrompt, baseMetric } = result.score
      return { path, value, effect, base_metric: baseMetric, per_prompt: Array.from(perPrompt) }
    }
    case 'evaluation':
      return { evaluation: plainLists(result.evaluation) }
    case 'workflow': {
      const { screen, confirm, trace, proposed, judgement } = result.workflow
      return {
        screen: siteRows(screen),
        confirm: plainAgreement(confirm),
        trace: edgeRows(trace, names),
        proposed: names(proposed),
        judgement: plainLists(judgement),
      }
    }
    case 'circuit':
      return {}
    case 'check':
      return { checks: result.items }
  }
}

/** Scores of sites as a table, a column for each part and for what the effects are. */
export function siteTable(scores: SiteScores, meaning: ScoreMeaning | null): string {
  const columns = ['place', 'layer', 'head', 'pos', 'neuron', 'value', 'effect', ...MEANING_COLUMNS]
  const rows = siteRows(scores).map((row) => ({ ...row, ...meaningColumns(meaning) }))
  return Papa.unparse(rows, { columns, newline: '\n' })
}

const MEANING_COLUMNS = ['score_kind', 'score_metric', 'score_sense', 'score_direction'] as const

/** What scores are, in every row: a table says it nowhere else, and scores never travel without it. */
export function meaningColumns(
  meaning: ScoreMeaning | null,
): Record<(typeof MEANING_COLUMNS)[number], string | number | null> {
  const isEffect = meaning?.kind === 'effect'
  return {
    score_kind: meaning?.kind ?? null,
    score_metric: isEffect ? meaning.metric : null,
    score_sense: isEffect ? meaning.sense : null,
    score_direction: isEffect ? meaning.direction : null,
  }
}

function siteRows(scores: SiteScores): SiteRow[] {
  const { site, layer, head, pos, neuron, value, effect, perPrompt, promptCount } = scores
  return Array.from(site, (word, row) => ({
    place: SITE_FAMILIES[word],
    layer: layer[row],
    ...(head[row] >= 0 && { head: head[row] }),
    ...(pos[row] >= 0 && { pos: pos[row] }),
    ...(neuron[row] >= 0 && { neuron: neuron[row] }),
    ...(!Number.isNaN(value[row]) && { value: finiteOrNull(value[row]) }),
    effect: finiteOrNull(effect[row]),
    ...(perPrompt && { per_prompt: finiteList(perPrompt, row, promptCount) }),
  }))
}

function edgeRows(
  { edge, score, perPrompt, promptCount }: EdgeScores,
  names: (edges: Int32Array) => string[],
): unknown[] {
  return names(edge).map((name, row) => ({
    edge: name,
    score: finiteOrNull(score[row]),
    ...(perPrompt && { per_prompt: finiteList(perPrompt, row, promptCount) }),
  }))
}

/** Rows of `exact` and `estimate` are the same sites: one row for both. */
function plainAgreement({ exact, estimate, pearson, spearman, flagged }: Agreement): unknown {
  const places = siteRows(exact).map((row, i) => ({
    ...row,
    estimate: finiteOrNull(estimate.effect[i]),
    flagged: flagged.includes(i),
  }))
  return { pearson, spearman, places }
}

function finiteList(values: Float64Array, row: number, count: number): (number | null)[] {
  return Array.from(values.subarray(row * count, (row + 1) * count), finiteOrNull)
}

/** Typed arrays as lists, keys as files have them: `edgesAfterPruning` -> `edges_after_pruning`. */
function plainLists(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, finiteOrNull)
  if (Array.isArray(value)) return value.map(plainLists)
  if (typeof value !== 'object' || value === null)
    return typeof value === 'number' ? finiteOrNull(value) : value
  const entries = Object.entries(value).map(([key, each]) => [
    key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    plainLists(each),
  ])
  return Object.fromEntries(entries)
}

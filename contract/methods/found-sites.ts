import type { ScoreMeaning } from '../score-meaning'
import type { Agreement, SiteScores } from '../scores'
import { SITE_FAMILIES } from '../vocabulary'
import { finiteOrNull, MEANING_COLUMNS, meaningColumns, valuesOfRow, type Table } from './files'
import { passesText, strongest, type ReportBlock, type ReportedRun } from './report'
import { numberText, signedText } from './texts'

// Scores of sites as reports and files have them. Files call a site's family its `place`: scripts read that key.

/** A site's row in a file; a part that its site does not have is left out, as `value` is for estimates. */
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

export function siteRows(scores: SiteScores): SiteRow[] {
  const { site, layer, head, pos, neuron, value, effect, perPrompt, promptCount } = scores
  return Array.from(site, (family, row) => ({
    place: SITE_FAMILIES[family],
    layer: layer[row],
    ...(head[row] >= 0 && { head: head[row] }),
    ...(pos[row] >= 0 && { pos: pos[row] }),
    ...(neuron[row] >= 0 && { neuron: neuron[row] }),
    ...(!Number.isNaN(value[row]) && { value: finiteOrNull(value[row]) }),
    effect: finiteOrNull(effect[row]),
    ...(perPrompt && { per_prompt: valuesOfRow(perPrompt, row, promptCount) }),
  }))
}

/** One row for both, as rows of `exact` and `estimate` are the same sites. */
export function agreementContent({ exact, estimate, pearson, spearman, flagged }: Agreement): unknown {
  const places = siteRows(exact).map((row, i) => ({
    ...row,
    estimate: finiteOrNull(estimate.effect[i]),
    flagged: flagged.includes(i),
  }))
  return { pearson, spearman, places }
}

/** A column for each part of a site and for what the effects are. */
export function siteTable(scores: SiteScores, meaning: ScoreMeaning | null): Table {
  return {
    columns: ['place', 'layer', 'head', 'pos', 'neuron', 'value', 'effect', ...MEANING_COLUMNS],
    rows: siteRows(scores).map(({ per_prompt: _perPrompt, ...row }) => ({
      ...row,
      ...meaningColumns(meaning),
    })),
  }
}

/** Whether a table is one of sites. */
export function isSiteTable({ columns }: Table): boolean {
  return columns.includes('place')
}

/** The node of a row of `siteTable`; null for a site of the stream, and for the attention of a whole layer. */
export function nodeOfRow({ place, layer, head }: Table['rows'][number]): string | null {
  if (head !== undefined && head !== null) return `a${layer}.h${head}`
  return /^(mlp|neurons)/.test(String(place)) ? `m${layer}` : null
}

/** `note` follows "The largest effects". */
export function siteReport(run: ReportedRun, scores: SiteScores, note = ''): ReportBlock[] {
  const count = scores.site.length
  return [
    `${count} ${count === 1 ? 'site' : 'sites'}, ${passesText(scores.passes)}; ${run.summary.metric} of the base run ${numberText(scores.baseMetric)}. The largest effects${note}:`,
    strongestSites(scores),
  ]
}

export function strongestSites(scores: SiteScores): ReportBlock {
  const part = (value: number) => (value < 0 ? '' : String(value))
  const rows = strongest(scores.effect).map((row) => [
    SITE_FAMILIES[scores.site[row]],
    String(scores.layer[row]),
    part(scores.head[row]),
    part(scores.neuron[row]),
    part(scores.pos[row]),
    signedText(scores.effect[row]),
  ])
  return { head: ['SITE', 'LAYER', 'HEAD', 'NEURON', 'POS', 'EFFECT'], rows }
}

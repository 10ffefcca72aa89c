import { SITE_FAMILIES, scoreMeaningText } from '../../../contract'
import type {
  EdgeScores,
  Evaluation,
  MethodResult,
  Passes,
  SiteScores,
  RunConfig,
  RunDetail,
  RunSummary,
} from '../../../contract'
import { buildGraph, edgeName, type GraphShape } from '../../../engine'
import { numberText as number, signedText as signed } from './numbers'
import { table } from './output'
import { durationText } from './progress-line'
import { promptText } from './prompt-text'

/** How many of the strongest sites or edges are told. */
const SHOWN = 10

/** What a run of any method but ACDC found, for people. */
export function reportText(detail: RunDetail, result: MethodResult): string {
  const { summary: run } = detail
  return [
    `${run.name} (id ${run.id}) done in ${durationText(run.elapsedMs)}.`,
    ...foundLines(detail, result),
  ].join('\n')
}

function foundLines({ summary: run, shape, config }: RunDetail, result: MethodResult): string[] {
  switch (result.kind) {
    case 'sites':
      return siteLines(run, result.scores)
    case 'edges':
      return edgeLines(run, result.scores, shape)
    case 'path': {
      const { path, value, effect, baseMetric } = result.score
      return [
        `${path}: ${run.metric} ${number(baseMetric)} in the ${baseRun(run)} run, ${number(value)} patched, effect ${signed(effect)}`,
      ]
    }
    case 'evaluation':
      return evaluationLines(result.evaluation, config)
    case 'workflow': {
      const { confirm, trace, proposed, judgement } = result.workflow
      const graph = buildGraph(shape)
      return [
        `screened and confirmed ${confirm.exact.site.length} sites: Pearson ${number(confirm.pearson)}, Spearman ${number(confirm.spearman)}, ${confirm.flagged.length} flagged as nonlinear`,
        ...siteTable(confirm.exact),
        `traced ${trace.edge.length} edges among them; the proposed circuit has ${proposed.length}:`,
        ...Array.from(proposed, (edge) => `  ${edgeName(graph, edge)}`),
        ...evaluationLines(judgement, config),
      ]
    }
    case 'circuit':
      return []
    case 'check':
      return result.items.map(
        ({ name, passed, difference, tolerance, detail }) =>
          `${passed ? 'passed' : 'FAILED'}  ${name}: ${number(difference)} (at most ${number(tolerance)}); ${detail}`,
      )
  }
}

function siteLines({ metric, method }: RunSummary, scores: SiteScores): string[] {
  const count = scores.site.length
  return [
    `${count} ${count === 1 ? 'site' : 'sites'}, ${passesText(scores.passes)}; ${metric} of the base run ${number(scores.baseMetric)}. The largest effects${estimateText(method)}:`,
    ...siteTable(scores),
  ]
}

function siteTable(scores: SiteScores): string[] {
  const part = (value: number) => (value < 0 ? '' : String(value))
  const rows = strongest(scores.effect).map((row) => [
    SITE_FAMILIES[scores.site[row]],
    String(scores.layer[row]),
    part(scores.head[row]),
    part(scores.neuron[row]),
    part(scores.pos[row]),
    signed(scores.effect[row]),
  ])
  return [table(['SITE', 'LAYER', 'HEAD', 'NEURON', 'POS', 'EFFECT'], rows)]
}

function edgeLines(
  { metric, method }: RunSummary,
  { edge, score, baseMetric, passes }: EdgeScores,
  shape: GraphShape,
): string[] {
  const graph = buildGraph(shape)
  const count = edge.length
  return [
    `${count} ${count === 1 ? 'edge' : 'edges'}, ${passesText(passes)}; ${metric} of the base run ${number(baseMetric)}. The largest effects${estimateText(method)}:`,
    ...strongest(score).map((row) => `  ${edgeName(graph, edge[row])}  ${signed(score[row])}`),
  ]
}

function evaluationLines(evaluation: Evaluation, config: RunConfig | null): string[] {
  const rows = evaluation.judgements.map((one) => [
    one.label,
    String(one.edges),
    String(one.edgesAfterPruning),
    number(one.faithfulness),
    one.worstPrompt ? `${number(one.worstPrompt.faithfulness)} (row ${one.worstPrompt.row + 1})` : '-',
    number(one.randomFaithfulness),
    number(one.measurement.mean.logit_diff),
    number(one.measurement.mean.kl),
  ])
  const head = [
    'CIRCUIT',
    'EDGES',
    'AFTER PRUNING',
    'FAITHFULNESS',
    'WORST PROMPT',
    'RANDOM',
    'LOGIT_DIFF',
    'KL',
  ]
  const { cpr, cmd, completeness, minimality, precision, recall, roc } = evaluation
  const { label, edges, worstPrompt } = evaluation.judgements[evaluation.judgements.length - 1]
  const lines = [table(head, rows)]
  if (evaluation.empty) {
    const { kl, logit_diff: difference } = evaluation.empty.mean
    lines.push(`every edge cut (faithfulness 0): logit_diff ${number(difference)}, kl ${number(kl)}`)
  }
  if (cmd !== null) lines.push(`${cprText(cpr)}, CMD ${number(cmd)} (absolute)`)
  if (evaluation.scores) lines.push(`scores read as ${scoreMeaningText(evaluation.scores)}`)
  if (roc) lines.push(`ROC AUC ${number(roc.auc)} (pessimistic)`)
  lines.push(`Of ${label}, ${edges} ${edges === 1 ? 'edge' : 'edges'}:`)
  if (worstPrompt)
    lines.push(`worst prompt ${number(worstPrompt.faithfulness)}, ${promptText(config, worstPrompt.row)}`)
  if (completeness !== null) lines.push(`incompleteness ${number(completeness)}`)
  if (minimality?.length) lines.push(`least needed: ${minimality[0].node}, ${changeText(minimality[0])}`)
  if (precision !== null && recall !== null)
    lines.push(
      `against the reference: precision ${number(precision)}, recall ${number(recall)}${sharedText(evaluation)}`,
    )
  return [...lines, ...Object.entries(evaluation.choices).map(([what, text]) => `  ${what}: ${text}`)]
}

function cprText(cpr: number | null): string {
  if (cpr !== null) return `CPR ${number(cpr)} (signed)`
  return 'no CPR: its order is by sign, and nobody said what the scores are (--scores effect or gain)'
}

/** `faithfulness 0.95 without it, change -0.0331` */
function changeText({ without, change }: { without?: number; change: number }): string {
  if (without === undefined) return `change of the faithfulness by ${number(Math.abs(change))}`
  return `faithfulness ${number(without)} without it, change ${signed(change)}`
}

/** ` (8 of 20 edges, 8 of 10)` */
function sharedText({ judgements, sharedEdges, referenceEdges }: Evaluation): string {
  if (sharedEdges === undefined || referenceEdges === undefined) return ''
  return ` (${sharedEdges} of ${judgements[judgements.length - 1].edges} edges, ${sharedEdges} of ${referenceEdges})`
}

/** Attribution and EAP estimate what the other methods measure. */
function estimateText(method: RunSummary['method']): string {
  return method === 'eap' || method === 'attribution' ? ' (estimates)' : ''
}

function baseRun({ direction }: RunSummary): string {
  return direction === 'denoising' ? 'corrupt' : 'clean'
}

function strongest(values: Float64Array): number[] {
  const rows = Array.from(values, (_, row) => row)
  return rows.sort((a, b) => Math.abs(values[b]) - Math.abs(values[a])).slice(0, SHOWN)
}

function passesText({ forward, backward }: Passes): string {
  const passes = (count: number, way: string) => `${count} ${way} ${count === 1 ? 'pass' : 'passes'}`
  return backward === 0
    ? passes(forward, 'forward')
    : `${passes(forward, 'forward')} and ${passes(backward, 'backward')}`
}

import { foundOnText } from '../found-on'
import { scoreMeaningText } from '../score-meaning'
import type { Evaluation } from './evaluation'
import type { ReportBlock, ReportedRun } from './report'
import { numberText, promptText, signedText } from './texts'

const HEAD = [
  'CIRCUIT',
  'EDGES',
  'AFTER PRUNING',
  'FAITHFULNESS',
  'WORST PROMPT',
  'RANDOM',
  'LOGIT_DIFF',
  'KL',
]

/** A judgement for people: every circuit in a row, then what concerns the one in question. */
export function judgementReport(evaluation: Evaluation, config: ReportedRun['config']): ReportBlock[] {
  const rowText = (prompt: number) => promptText(null, prompt, evaluation.split?.rows)
  const rows = evaluation.judgements.map((one) => [
    one.label,
    String(one.edges),
    String(one.edgesAfterPruning),
    numberText(one.faithfulness),
    one.worstPrompt ? `${numberText(one.worstPrompt.faithfulness)} (${rowText(one.worstPrompt.row)})` : '-',
    numberText(one.randomFaithfulness),
    numberText(one.measurement.mean.logit_diff),
    numberText(one.measurement.mean.kl),
  ])
  return [
    { head: HEAD, rows },
    ...promptLines(evaluation),
    ...scoreLines(evaluation),
    ...inQuestionLines(evaluation, config),
    ...Object.entries(evaluation.choices).map(([what, text]) => `  ${what}: ${text}`),
  ]
}

/** On which prompts it was judged, and how it does on those it was found on. */
function promptLines(evaluation: Evaluation): string[] {
  const { split } = evaluation
  const found = foundOnText(evaluation.foundOn)
  if (!split) return found === null ? [] : [found]
  const train = split.train.judgements.map(
    ({ label, faithfulness, measurement }) =>
      `${label} ${numberText(faithfulness)} (logit_diff ${numberText(measurement.mean.logit_diff)})`,
  )
  const count = split.train.clean.perPrompt.logit_diff.length
  return [
    `judged on the ${split.rows.length} prompts held out; faithfulness on the ${count} of the train part: ${train.join(', ')}`,
    ...(found === null ? [] : [found]),
  ]
}

/** What the circuit's scores and the circuit without edges give. */
function scoreLines({ empty, cpr, cmd, scores, roc }: Evaluation): string[] {
  const lines: string[] = []
  if (empty) {
    const { kl, logit_diff: difference } = empty.mean
    lines.push(`every edge cut (faithfulness 0): logit_diff ${numberText(difference)}, kl ${numberText(kl)}`)
  }
  if (cmd !== null) lines.push(`${cprText(cpr)}, CMD ${numberText(cmd)} (absolute)`)
  if (scores) lines.push(`scores read as ${scoreMeaningText(scores)}`)
  if (roc) lines.push(`ROC AUC ${numberText(roc.auc)} (pessimistic)`)
  return lines
}

function inQuestionLines(evaluation: Evaluation, config: ReportedRun['config']): string[] {
  const { completeness, minimality, precision, recall, judgements } = evaluation
  const { label, edges, worstPrompt } = judgements[judgements.length - 1]
  const lines = [`Of ${label}, ${edges} ${edges === 1 ? 'edge' : 'edges'}:`]
  if (worstPrompt)
    lines.push(
      `worst prompt ${numberText(worstPrompt.faithfulness)}, ${promptText(config, worstPrompt.row, evaluation.split?.rows)}`,
    )
  if (completeness !== null) lines.push(`incompleteness ${numberText(completeness)}`)
  if (minimality?.length) lines.push(`least needed: ${minimality[0].node}, ${changeText(minimality[0])}`)
  if (precision !== null && recall !== null)
    lines.push(
      `against the reference: precision ${numberText(precision)}, recall ${numberText(recall)}${sharedText(evaluation)}`,
    )
  return lines
}

function cprText(cpr: number | null): string {
  if (cpr !== null) return `CPR ${numberText(cpr)} (signed)`
  return 'no CPR: its order is by sign, and nobody said what the scores are (--scores effect or gain)'
}

/** `faithfulness 0.95 without it, change -0.0331` */
function changeText({ without, change }: { without?: number; change: number }): string {
  if (without === undefined) return `change of the faithfulness by ${numberText(Math.abs(change))}`
  return `faithfulness ${numberText(without)} without it, change ${signedText(change)}`
}

/** ` (8 of 20 edges, 8 of 10)` */
function sharedText({ judgements, sharedEdges, referenceEdges }: Evaluation): string {
  if (sharedEdges === undefined || referenceEdges === undefined) return ''
  return ` (${sharedEdges} of ${judgements[judgements.length - 1].edges} edges, ${sharedEdges} of ${referenceEdges})`
}

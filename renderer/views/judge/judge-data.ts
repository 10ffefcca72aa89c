import { emptyName } from '../../widgets/faithfulness'
import { capitalised, formatCount, formatMetric, formatPercent, formatPlural } from '../../widgets/format'
import { scoreMeaningText } from '../../../contract'
import type { CircuitJudgement, Evaluation, RunConfig } from '../../../contract'
import { promptName } from '../../state/prompt-name'

/** The circuit in question: the last top n if there is one, else the run's own circuit. */
export function headline({ judgements }: Evaluation): CircuitJudgement {
  return judgements[judgements.length - 1]
}

/** The first judgement of a scored run is of every edge, which is not informative: only its top n are shown. */
export function shownJudgements({ judgements }: Evaluation): CircuitJudgement[] {
  return judgements.length > 1 ? judgements.slice(1) : judgements
}

const CHOICE_LABEL: Record<string, string> = { tokenPositions: 'Positions', promptSet: 'Prompt set' }

/** The six choices as facts. */
export function choiceFacts({ choices }: Evaluation): [string, string][] {
  return Object.entries(choices).map(([name, text]) => [CHOICE_LABEL[name] ?? capitalised(name), text])
}

/** `59.2 %`; `–` where it is not defined. */
export function percent(share: number | null, digits = 1): string {
  if (share === null || !Number.isFinite(share)) return '–'
  return formatPercent(share, digits)
}

/** `59 %`, on axes */
export function wholePercent(share: number): string {
  return `${Math.round(100 * share)} %`
}

/** Numbers of the circuit in question, counts with their totals. */
export function headlineFacts(
  evaluation: Evaluation,
  config: RunConfig | null,
): [name: string, value: string | null][] {
  const { scores, cpr, cmd, completeness, precision, recall, roc, sharedEdges, referenceEdges } = evaluation
  const { edges, edgesAfterPruning, worstPrompt, randomFaithfulness } = headline(evaluation)
  const part = (whole: number | undefined) =>
    sharedEdges === undefined || whole === undefined
      ? ''
      : ` (${formatCount(sharedEdges)} of ${formatCount(whole)})`
  const dangling = `${formatCount(edgesAfterPruning)}, ${formatCount(edges - edgesAfterPruning)} dangling`
  return [
    ['Random circuits', percent(randomFaithfulness)],
    [capitalised(emptyName(evaluation)), '0 %'],
    ['Worst prompt', worstPrompt && worstText(worstPrompt, config, evaluation.split?.rows)],
    ['Found on', trainText(evaluation)],
    ['After pruning', edges === edgesAfterPruning ? null : dangling],
    ['Scores', scores ? scoreMeaningText(scores) : null],
    ['CPR', cpr === null ? (cmd === null ? null : 'not known: say what the scores are') : formatMetric(cpr)],
    ['CMD', cmd === null ? null : formatMetric(cmd)],
    ['Incompleteness', completeness === null ? null : percent(completeness)],
    ['Precision', precision === null ? null : `${percent(precision)}${part(edges)}`],
    ['Recall', recall === null ? null : `${percent(recall)}${part(referenceEdges)}`],
    ['ROC area', roc && formatMetric(roc.auc)],
  ]
}

/** `41.2 %: #3 When Mary and John…` */
export function worstText(
  { row, faithfulness }: { row: number; faithfulness: number },
  config: RunConfig | null,
  rows?: readonly number[],
): string {
  return `${percent(faithfulness)}: ${promptName(config, row, rows).short}`
}

/** `98.1 % on the 14 train prompts`; null where the set is not split. */
function trainText({ split }: Evaluation): string | null {
  if (!split) return null
  const { judgements, clean } = split.train
  const { faithfulness } = judgements[judgements.length - 1]
  return `${percent(faithfulness)} on the ${formatPlural(clean.perPrompt.logit_diff.length, 'train prompt')}`
}

export interface MinimalityRow {
  node: string
  /** Faithfulness of the circuit without the node; null in results of older versions. */
  without: string | null
  change: string
}

/** Faithfulness of the circuit without each of its nodes, the largest change first. */
export function minimalityRows(nodes: NonNullable<Evaluation['minimality']>): MinimalityRow[] {
  const sorted = [...nodes].sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
  return sorted.map(({ node, without, change }) => ({
    node,
    without: without === undefined ? null : percent(without),
    // Older results have the size of the change only.
    change: without === undefined ? percent(Math.abs(change)) : signedPercent(change),
  }))
}

/** `−56.7 %`, `+0.2 %`, `0.0 %` */
function signedPercent(share: number): string {
  const text = percent(share)
  return share > 0 && !text.startsWith('0.0') ? `+${text}` : text
}

/** Where the circuit in question is on the curve by size; none if it is outside the measured sizes, or the whole model. */
export function sizeMarks(evaluation: Evaluation): { x: number; text: string }[] {
  const { edges } = headline(evaluation)
  const sizes = (evaluation.curve ?? []).map((point) => point.edges).filter((size) => size > 0)
  const isInside = edges >= Math.min(...sizes) && edges < Math.max(...sizes)
  return isInside ? [{ x: edges, text: formatPlural(edges, 'edge') }] : []
}

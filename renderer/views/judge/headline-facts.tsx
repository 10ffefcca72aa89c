import type { ReactNode } from 'react'
import { splitRows, type Evaluation, type RunConfig } from '../../../contract'
import { promptName } from '../../state/prompt-name'
import { shownScores } from '../../state/shown-scores'
import { emptyName } from '../../widgets/faithfulness'
import { capitalised, formatCount, formatMetric, formatPlural } from '../../widgets/format'
import { WorstPromptText } from '../stages/worst-prompt-text'
import { headline, percent } from './judge-data'

/** Numbers of the circuit in question, counts with their totals. */
export function headlineFacts(
  evaluation: Evaluation,
  config: RunConfig | null,
): [name: string, value: ReactNode][] {
  const { scores, cpr, cmd, completeness, precision, recall, roc, sharedEdges, referenceEdges } = evaluation
  const { edges, edgesAfterPruning, worstPrompt, randomFaithfulness, randomDraws } = headline(evaluation)
  const part = (whole: number | undefined) =>
    sharedEdges === undefined || whole === undefined
      ? ''
      : ` (${formatCount(sharedEdges)} of ${formatCount(whole)})`
  const dangling = `${formatCount(edgesAfterPruning)}, ${formatCount(edges - edgesAfterPruning)} dangling`
  return [
    ['Random circuits', randomText(randomFaithfulness, randomDraws)],
    [capitalised(emptyName(evaluation)), percent(0)],
    ['Worst prompt', worstPrompt && worstOf(worstPrompt, config, evaluation.split?.rows)],
    ['Found on', trainText(evaluation)],
    ['Worst of train', worstOfTrain(evaluation, config)],
    ['After pruning', edges === edgesAfterPruning ? null : dangling],
    ['Scores', scores ? shownScores(scores) : null],
    ['CPR', cpr === null ? (cmd === null ? null : 'not known: say what the scores are') : formatMetric(cpr)],
    ['CMD', cmd === null ? null : formatMetric(cmd)],
    ['Incompleteness', completeness === null ? null : percent(completeness)],
    ['Precision', precision === null ? null : `${percent(precision)}${part(edges)}`],
    ['Recall', recall === null ? null : `${percent(recall)}${part(referenceEdges)}`],
    ['ROC area', roc && formatMetric(roc.auc)],
  ]
}

/** `0.4 % (−0.2 to 1.1)` */
function randomText(mean: number | null, draws: readonly number[] | undefined): string {
  const known = draws?.filter(Number.isFinite) ?? []
  if (known.length === 0) return percent(mean)
  const [low, high] = [Math.min(...known), Math.max(...known)].map((share) =>
    percent(share).replace(' %', ''),
  )
  return low === high ? percent(mean) : `${percent(mean)} (${low} to ${high})`
}

/** `98.1 % on the 14 train prompts`; null where the set is not split. */
function trainText({ split }: Evaluation): string | null {
  if (!split) return null
  const { judgements, clean } = split.train
  const { faithfulness } = judgements[judgements.length - 1]
  return `${percent(faithfulness)} on the ${formatPlural(clean.perPrompt.logit_diff.length, 'train prompt')}`
}

function worstOfTrain({ split }: Evaluation, config: RunConfig | null): ReactNode {
  if (!split) return null
  const { worstPrompt } = split.train.judgements[split.train.judgements.length - 1]
  return worstPrompt && worstOf(worstPrompt, config, config ? splitRows(config.prompts).train : undefined)
}

function worstOf(
  { row, faithfulness }: { row: number; faithfulness: number },
  config: RunConfig | null,
  rows?: readonly number[],
): ReactNode {
  return <WorstPromptText faithfulness={faithfulness} name={promptName(config, row, rows)} />
}

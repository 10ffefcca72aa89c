import { METHODS, scoreMeaningText, type ScoreMeaning } from '../../contract'
import { METRIC_LABEL } from './metric-label'

/** What scores are, on screen: `effect on logit difference, noising (EAP)`. A method that we do not know as its file has it. */
export function shownScores(meaning: ScoreMeaning): string {
  const { method } = meaning
  const title = Object.entries(METHODS).find(([name]) => name === method)?.[1].title ?? method
  const metric = meaning.kind === 'effect' ? METRIC_LABEL[meaning.metric] : undefined
  return scoreMeaningText({ ...meaning, method: title }, metric)
}

import type { RunSummary } from '../../../contract'
import { isOfScores } from '../../state/finds'
import { isUnanswered } from '../../state/score-question'
import { stageConfig } from '../../state/stage-form'
import type { ConfigOf } from '../method-view'
import type { JudgeForm } from './form'

/** A judgement of this run's circuit; null while no model is open, or there is no circuit. */
export function judgeConfig(
  { judgeTop, judgeBy }: Pick<JudgeForm, 'judgeTop' | 'judgeBy'>,
  judged: RunSummary | undefined,
  reference: RunSummary | undefined,
): ConfigOf<'evaluate'> | null {
  const common = stageConfig()
  if (!common || !judged) return null
  return {
    method: 'evaluate',
    ...common,
    circuit: { runId: judged.id },
    reference: reference && { runId: reference.id },
    top: isOfScores(judged) ? [judgeTop] : [],
    by: isUnanswered(judged) ? 'absolute' : judgeBy,
  }
}

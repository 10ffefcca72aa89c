import { METHODS, type RunSummary } from '../../../contract'
import { isOfScores } from '../../state/finds'
import { isUnanswered } from '../../state/score-question'
import { stageConfig } from '../../state/stage-form'
import type { JudgeForm } from '../evaluate'
import type { ConfigOf } from '../method-view'

/** Tests of this run's circuit; null while no model is open, or there is no circuit. By kl nothing can be tested. */
export function testsConfig(
  { judgeTop, judgeBy, testAblation }: Pick<JudgeForm, 'judgeTop' | 'judgeBy' | 'testAblation'>,
  tested: RunSummary | undefined,
): ConfigOf<'tests'> | null {
  const common = stageConfig()
  if (!common || !tested) return null
  return METHODS.tests.config.parse({
    method: 'tests',
    ...common,
    metric: common.metric === 'kl' ? 'logit_diff' : common.metric,
    circuit: { runId: tested.id },
    top: isOfScores(tested) ? judgeTop : undefined,
    by: isUnanswered(tested) ? 'absolute' : judgeBy,
    ablation: testAblation ?? undefined,
  })
}

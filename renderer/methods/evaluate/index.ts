import { stageForm } from '../../state/stage-form'
import { evaluationShown } from '../../views/judge/evaluation-shown'
import type { MethodView } from '../method-view'
import { ABLATION, CIRCUIT, circuitText, METRIC, TOP } from '../settings'
import { judgeForm, type JudgeForm } from './form'

export { judgeForm, type JudgeForm }

export const evaluateView: MethodView<'evaluate'> = {
  settings: {
    metric: METRIC,
    // Left out, it is the circuit's own.
    ablation: { ...ABLATION, leftOut: undefined },
    top: TOP,
    by: { what: 'ranked by' },
    circuit: CIRCUIT,
    reference: { what: 'reference', text: circuitText, isOfView: true },
    scores: null,
  },
  stagesOf: () => ['judge'],
  fillForm: ({ metric, circuit, reference, top, by }) => {
    stageForm.set({ metric })
    judgeForm.set({
      judged: runIdOf(circuit),
      reference: runIdOf(reference),
      judgeBy: by,
      ...(top.length > 0 && { judgeTop: top[top.length - 1] }),
    })
  },
  judge: { title: () => 'Circuit evaluation', of: ({ evaluation }) => evaluationShown(evaluation) },
}

function runIdOf(source: { runId: string } | object | undefined): string | null {
  return source && 'runId' in source ? source.runId : null
}

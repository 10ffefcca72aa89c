import { stageForm, traceForm } from '../../state/stage-form'
import { STAGES } from '../../state/stages'
import { evaluationShown } from '../../views/judge/evaluation-shown'
import { AMONG, tracedEdges } from '../edges'
import { judgeForm } from '../evaluate'
import type { MethodView } from '../method-view'
import { ABLATION, DIRECTION, METRIC, TOP } from '../settings'

/** All four stages in one run, each of which shows its part. */
export const workflowView: MethodView<'workflow'> = {
  settings: { metric: METRIC, direction: DIRECTION, ablation: ABLATION, top: TOP },
  // It judges the circuit that it proposes.
  impliedSettings: ({ id }) => ({ circuit: { runId: id } }),
  stagesOf: () => STAGES,
  fillForm: ({ metric, direction, ablation = 'resample', top }) =>
    stageForm.set({ metric, direction, ablation, top }),
  whenShown: ({ id }) => {
    traceForm.set({ traceMode: AMONG.value })
    judgeForm.set({ judged: id, reference: null })
  },
  screen: { title: () => 'Workflow: screening', of: ({ workflow }) => workflow.screen },
  confirm: {
    title: () => 'Activation patching',
    of: ({ workflow: { confirm } }) => ({ exact: confirm.exact, agreement: confirm }),
  },
  trace: { title: () => 'Exact edge patching', of: ({ workflow }) => tracedEdges(workflow.trace, true) },
  judge: {
    title: () => 'Circuit evaluation',
    of: ({ workflow }) => evaluationShown(workflow.judgement),
  },
}

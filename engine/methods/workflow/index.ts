import { METHODS, type Workflow } from '../../../contract'
import { checkAblation } from '../../experiment/ablation'
import { checkGradientMetric } from '../../experiment/gradient-metric'
import type { EngineMethod } from '../engine-method'
import { workflow } from './workflow'
import { workflowMemory } from './memory'

export { workflow, type FoundWorkflow, type WorkflowOptions } from './workflow'

export const workflowMethod: EngineMethod<'workflow'> = {
  /** kl with noising is refused: its screening would be 0 everywhere. */
  check(_sized, { metric, direction, ablation }) {
    checkAblation(direction, ablation)
    checkGradientMetric(metric, direction)
  },
  memory: workflowMemory,

  async *run(experiment, config) {
    const { metric, direction, top, ablation } = config
    const found = yield* workflow(experiment, { metric, direction, top, ablation })
    const { screen, confirm, trace, proposed, judged } = found
    const judgement = { ...judged.evaluation, choices: METHODS.workflow.choices(config) }
    const result: Workflow = { screen, confirm, trace, proposed, judgement }
    // As the run's baseline, on the prompts it was found on.
    const { measurement, faithfulness } = judged.otherReport ?? judged.report
    return {
      result: { kind: 'workflow', workflow: result },
      testsRun: confirm.exact.site.length + trace.edge.length,
      metricFinal: measurement.mean[metric],
      circuit: { edges: proposed, measurement, faithfulness: faithfulness.mean },
    }
  },
}

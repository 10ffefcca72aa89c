import type { EdgeScores, MethodChoices, RunConfig, Workflow } from '../../../contract'
import {
  baseSide,
  checkAblation,
  checkGradientMetric,
  inStep,
  workflow,
  type Baseline,
  type EdgeScore,
  type Experiment,
} from '../patching'
import { effectsPerPrompt } from '../edge-methods'
import { judge } from '../evaluate/run-evaluate'
import { progressOf, type MethodEvents } from '../method-event'
import { agreementOn } from '../node-methods'
import { estimateColumns, exactColumns } from '../site-columns'

export type WorkflowConfig = Extract<RunConfig, { method: 'workflow' }>

/** @throws PatchbayError (bad-input) for kl with noising: its screening would be 0 everywhere; and as checkAblation. */
export function checkWorkflow({ metric, direction, ablation }: WorkflowConfig): void {
  checkAblation(direction, ablation)
  checkGradientMetric(metric, direction)
}

/** Screen, confirm, trace, propose (see `workflow`), and the proposed circuit judged as any other. */
export async function* runWorkflow(
  experiment: Experiment,
  { metric, direction, top, ablation }: WorkflowConfig,
  choices: MethodChoices,
): MethodEvents {
  const found = yield* progressOf(workflow(experiment, { metric, direction, top, ablation }))
  const { baseline, circuit, confirmed, traced } = found
  yield { type: 'baseline', ...baseline, metricInitial: baseline[baseSide(direction)].mean[metric] }
  const run = { baseline, direction, metric }
  const screen = estimateColumns(found.screened, { ...run, passes: { forward: 2, backward: 1 } })
  const kinds = new Set(confirmed.map(({ site }) => site)).size
  const exact = exactColumns(confirmed, {
    ...run,
    passes: { forward: 2 * kinds + confirmed.length, backward: 0 },
  })
  const given = { name: 'the proposed circuit', edges: circuit, scores: null, meaning: null }
  const { evaluation, report } = yield* inStep(
    'judge',
    judge(experiment, { metric, given, reference: null, top: [], by: 'absolute', ablation, choices }),
  )
  const result: Workflow = {
    screen,
    confirm: agreementOn(exact, screen)!,
    trace: traceOf(traced, baseline, { metric, direction }),
    proposed: circuit,
    judgement: evaluation,
  }
  const { measurement, faithfulness } = report
  yield {
    type: 'result',
    outcome: {
      result: { kind: 'workflow', workflow: result },
      testsRun: confirmed.length + traced.length,
      metricFinal: measurement.mean[metric],
      circuit: { edges: circuit, measurement, faithfulness: faithfulness.mean },
    },
  }
}

function traceOf(
  traced: readonly EdgeScore[],
  baseline: Baseline,
  { metric, direction }: Pick<WorkflowConfig, 'metric' | 'direction'>,
): EdgeScores {
  const base = baseline[baseSide(direction)]
  return {
    edge: Int32Array.from(traced, ({ edge }) => edge),
    score: Float64Array.from(traced, ({ effect }) => effect[metric]!),
    perPrompt: Float64Array.from(
      traced.flatMap(({ perPrompt }) => effectsPerPrompt(perPrompt[metric], base.perPrompt[metric])),
    ),
    baseMetric: base.mean[metric],
    promptCount: base.perPrompt[metric].length,
    passes: { forward: 2 + traced.length, backward: 0 },
  }
}

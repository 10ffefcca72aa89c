import { capitalised, formatPercent } from '../../widgets/format'
import type { CircuitJudgement, Evaluation, ModelInfo, RunConfig, RunSummary } from '../../../contract'
import { hasEdgeScores } from '../../state/method-names'
import type { MethodRun } from '../../state/method-runs'
import { commonConfig, type Stages } from '../../state/stages'

export function evaluationOf({ result }: MethodRun): Evaluation | null {
  if (result?.kind === 'evaluation') return result.evaluation
  return result?.kind === 'workflow' ? result.workflow.judgement : null
}

/** Finished runs that have a circuit or scores for all edges, the newest first. */
export function judgeableRuns(
  runs: readonly RunSummary[],
  model: Pick<ModelInfo, 'path' | 'edgeCount'> | null,
): RunSummary[] {
  return runs
    .filter((run) => run.state === 'done' && (CIRCUITS.includes(run.method) || hasEveryEdge(run)))
    .filter((run) =>
      // A file does not say where its model is: a graph of as many edges is the most that can be asked of it here.
      run.method === 'import' ? run.edgesTotal === model?.edgeCount : run.model === model?.path,
    )
    .sort((a, b) => b.number - a.number)
}

/** Exact effects can be those of a few edges only: these have no top n. */
function hasEveryEdge({ method, testsRun, edgesTotal }: RunSummary): boolean {
  return method === 'eap' || (method === 'edges' && testsRun === edgesTotal)
}

const CIRCUITS: readonly RunSummary['method'][] = ['acdc', 'import', 'workflow']

/** The run chosen, else the newest one. */
export function judgedRun(runs: readonly RunSummary[], chosen: string | null): RunSummary | undefined {
  return runs.find(({ id }) => id === chosen) ?? runs[0]
}

export function judgeConfig(
  { judgeTop, judgeBy }: Pick<Stages, 'judgeTop' | 'judgeBy'>,
  run: RunSummary | undefined,
  reference: RunSummary | undefined,
): RunConfig | null {
  const common = commonConfig()
  if (!common || !run) return null
  return {
    method: 'evaluate',
    ...common,
    circuit: { runId: run.id },
    reference: reference && { runId: reference.id },
    top: hasEdgeScores(run.method) ? [judgeTop] : [],
    by: judgeBy,
  }
}

/** The circuit in question: the top n where that was asked for, else the run's own. */
export function headline({ judgements }: Evaluation): CircuitJudgement {
  return judgements[judgements.length - 1]
}

/** Of a scored run the circuit as a whole is every edge, which says nothing: only its top n are shown. */
export function shownJudgements({ judgements }: Evaluation): CircuitJudgement[] {
  return judgements.length > 1 ? judgements.slice(1) : judgements
}

const CHOICE_LABEL: Record<string, string> = { tokenPositions: 'Positions', promptSet: 'Prompt set' }

/** The six choices as facts. */
export function choiceFacts({ choices }: Evaluation): [string, string][] {
  return Object.entries(choices).map(([name, text]) => [CHOICE_LABEL[name] ?? capitalised(name), text])
}

/** [prompt] faithfulness; NaN where clean and corrupt do not differ. */
export function faithfulnessByPrompt(
  { clean, corrupt }: Evaluation,
  { measurement }: CircuitJudgement,
): Float64Array {
  const [full, empty] = [clean.perPrompt.logit_diff, corrupt.perPrompt.logit_diff]
  return measurement.perPrompt.logit_diff.map((value, prompt) => {
    const range = full[prompt] - empty[prompt]
    return Math.abs(range) < 1e-6 ? NaN : (value - empty[prompt]) / range
  })
}

/** `59.2 %`; `–` where it is not defined. */
export function percent(share: number | null, digits = 1): string {
  if (share === null || !Number.isFinite(share)) return '–'
  return formatPercent(share, digits)
}

import { measuredRows, splitRows } from '../../../../contract'
import type {
  EvaluateConfig,
  Evaluation,
  JudgementFound,
  PromptSet,
  RunDetail,
  TrainJudgement,
} from '../../../../contract'
import type { Store } from '../../../store'
import type { Taken } from './taken-circuit'
import { worstOf } from './worst-prompt'

/** A judgement, and with which configuration it was made. */
interface FoundJudgement {
  found: JudgementFound
  config: EvaluateConfig
}

/** The newest judgement in the store of exactly these edges; of a run with prompts, on the same ones. */
export function judgementFound(taken: Taken, store: Store): FoundJudgement | null {
  for (const id of store.runs.judgementsOf(taken.run.summary.id)) {
    const stored = store.runs.get(id)
    const { config } = stored
    if (config?.method !== 'evaluate' || !isOfRun(config, taken.run)) continue
    const result = store.results.read(id)
    if (result?.kind !== 'evaluation') continue
    const at = judgementOf(config, result.evaluation, taken)
    if (at >= 0) return found(stored, config, result.evaluation, at)
  }
  return null
}

function isOfRun(
  { circuit, model, prompts, ablation }: EvaluateConfig,
  { config, summary }: RunDetail,
): boolean {
  if (!('runId' in circuit) || circuit.runId !== summary.id) return false
  if (!config) return true
  const own = 'ablation' in config ? config.ablation : 'resample'
  return model === config.model && ablation === own && isSameSet(prompts, config.prompts)
}

function isSameSet(one: PromptSet, other: PromptSet): boolean {
  const text = ({ rows, split, bos, answerReading }: PromptSet) =>
    JSON.stringify([rows, split, bos, answerReading])
  return text(one) === text(other)
}

/** Which of the judged circuits it is; -1 where it is none. The first is the run's own, then the top n. */
function judgementOf(
  { top, by }: EvaluateConfig,
  { judgements }: Evaluation,
  { choice, circuit }: Taken,
): number {
  if (!choice) return judgements[0].edges === circuit.size ? 0 : -1
  return by === choice.by ? top.indexOf(circuit.size) + 1 || -1 : -1
}

function found(
  { summary }: Pick<RunDetail, 'summary'>,
  config: EvaluateConfig,
  evaluation: Evaluation,
  at: number,
): FoundJudgement {
  const { clean, corrupt, empty, split } = evaluation
  const { measurement, faithfulness, randomFaithfulness, randomDraws } = evaluation.judgements[at]
  const measurements = { clean, corrupt, empty, circuit: measurement, faithfulness }
  const worst = worstOf(measurements, config, split?.rows ?? measuredRows(config))
  const train = split ? ofTrain(split.train, config, at) : null
  return { found: { run: summary, randomFaithfulness, randomDraws, measurements, worst, train }, config }
}

function ofTrain(
  { clean, corrupt, empty, judgements }: TrainJudgement,
  config: EvaluateConfig,
  at: number,
): NonNullable<JudgementFound['train']> {
  const { measurement, faithfulness } = judgements[at]
  const measurements = { clean, corrupt, empty, circuit: measurement, faithfulness }
  return { measurements, worst: worstOf(measurements, config, splitRows(config.prompts).train) }
}

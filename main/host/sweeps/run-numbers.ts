import { measuredRows, splitRows, worstPromptOf } from '../../../contract'
import type {
  Baselines,
  CircuitJudgement,
  Evaluation,
  MetricName,
  PromptRow,
  RunConfig,
  RunSummary,
  SweepBaselines,
  SweepDetail,
  SweptNumbers,
} from '../../../contract'
import type { Store } from '../../store'
import { worstPrompt } from '../runs/compare/worst-prompt'

/** What a search says of the circuit it ended with; no circuit where it scores edges. */
export interface FoundNumbers {
  baselines: SweepBaselines
  circuit: { edges: number; numbers: SweptNumbers } | null
}

/** What a judgement says of its circuits. */
export interface JudgedNumbers extends Pick<
  Evaluation,
  'precision' | 'recall' | 'sharedEdges' | 'referenceEdges'
> {
  baselines: SweepBaselines
  /** By how many of the best edges they have; null: the circuit itself. */
  circuits: Map<number | null, JudgedCircuit>
  /** Of the circuit itself. */
  edges: number
  roc: SweepDetail['roc']
}

interface JudgedCircuit extends Pick<CircuitJudgement, 'edges' | 'edgesAfterPruning'> {
  numbers: SweptNumbers
  train: SweptNumbers | null
  random: { faithfulness: number[]; kl: number[] } | null
}

/** What the numbers are of. */
interface Measured {
  metric: MetricName
  rows: readonly PromptRow[]
}

const measuredOf = ({ metric, prompts }: RunConfig): Measured => ({ metric, rows: prompts.rows })

/** null where the run has no measurements. */
export function foundNumbers({ id, edgesKept }: RunSummary, store: Store): FoundNumbers | null {
  const { config, measurements } = store.runs.get(id)
  if (!measurements || !config) return null
  const of = measuredOf(config)
  const { circuit, faithfulness } = measurements
  const baselines = baselinesOf(measurements, of)
  if (!circuit) return { baselines, circuit: null }
  const worst = worstPromptOf(measurements)
  const numbers = numbersOf(
    { measurement: circuit, faithfulness, worstPrompt: worst },
    measuredRows(config),
    of,
  )
  return { baselines, circuit: { edges: edgesKept, numbers } }
}

/** null where there is no judgement. */
export function judgedNumbers({ id }: RunSummary, store: Store): JudgedNumbers | null {
  const { config } = store.runs.get(id)
  const result = store.results.read(id)
  if (result?.kind !== 'evaluation' || !config) return null
  const { evaluation } = result
  const of = measuredOf(config)
  const circuits = new Map(
    evaluation.judgements.map(
      (judgement, i) => [sizeOf(judgement), judged(i, evaluation, config, of)] as const,
    ),
  )
  const { precision, recall, sharedEdges, referenceEdges, roc } = evaluation
  return {
    ...{ precision, recall, sharedEdges, referenceEdges, circuits },
    baselines: baselinesOf(evaluation, of),
    edges: circuits.get(null)?.edges ?? 0,
    roc: roc && {
      auc: roc.auc,
      points: roc.falsePositiveRate.map((falsePositiveRate, i) => ({
        falsePositiveRate,
        truePositiveRate: roc.truePositiveRate[i],
      })),
    },
  }
}

/** `top 50` -> 50; null of the circuit itself. */
function sizeOf({ label }: CircuitJudgement): number | null {
  const top = /^top (\d+)$/.exec(label)
  return top && Number(top[1])
}

function judged(
  index: number,
  { judgements, split }: Evaluation,
  config: RunConfig,
  of: Measured,
): JudgedCircuit {
  const { edges, edgesAfterPruning, randomDraws, randomKl, ...judgement } = judgements[index]
  const onTrain = split?.train.judgements[index]
  const train = onTrain && numbersOf(onTrain, splitRows(config.prompts).train, of)
  return {
    ...{ edges, edgesAfterPruning, train: train ?? null },
    random: randomDraws && randomKl ? { faithfulness: randomDraws, kl: randomKl } : null,
    numbers: numbersOf(judgement, measuredRows(config), of),
  }
}

function numbersOf(
  {
    measurement,
    faithfulness,
    worstPrompt: worst,
  }: Pick<CircuitJudgement, 'measurement' | 'faithfulness' | 'worstPrompt'>,
  measured: readonly number[],
  { metric, rows }: Measured,
): SweptNumbers {
  return {
    faithfulness,
    kl: measurement.mean.kl,
    metric: measurement.mean[metric],
    worst: worst && worstPrompt(worst, rows, measured),
  }
}

function baselinesOf({ clean, corrupt, empty = corrupt }: Baselines, { metric }: Measured): SweepBaselines {
  const of = ({ mean }: Baselines['clean']) => ({ kl: mean.kl, metric: mean[metric] })
  return { full: of(clean), empty: of(empty) }
}

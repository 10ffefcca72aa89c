import type { FoundOn } from '../found-on'
import type { Baselines, Measurement } from '../metric'
import type { ScoreMeaning } from '../score-meaning'
import type { MethodChoices } from './choices'

/** The sizes of MIB (Mueller et al. 2025), as parts of all edges. */
export const MIB_SIZES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] as const

/** Trapezoids between neighbouring ones of MIB_SIZES under a value at each; nothing below the smallest. */
export function areaOverSizes(values: readonly number[]): number {
  return values
    .slice(1)
    .reduce((sum, value, i) => sum + ((MIB_SIZES[i + 1] - MIB_SIZES[i]) * (value + values[i])) / 2, 0)
}

/** One circuit judged: logit_diff faithfulness and every metric, with the baselines beside it. */
export interface CircuitJudgement {
  /** `circuit`, `top 50` */
  label: string
  /** Edges requested, and left after dangling ones were pruned. */
  edges: number
  edgesAfterPruning: number
  measurement: Measurement
  faithfulness: number | null
  /** The prompt it serves worst relative to the model: the lowest faithfulness. */
  worstPrompt: { row: number; faithfulness: number } | null
  /** Random circuits of as many edges: mean faithfulness over several draws. */
  randomFaithfulness: number | null
  /** Faithfulness of each of those; absent in older results. */
  randomDraws?: number[]
  /** KL of each of those; absent in older results. */
  randomKl?: number[]
}

/** One random set K of a circuit's nodes that is knocked out, in units of faithfulness. */
export interface CompletenessSet {
  without: string[]
  /** f(C without K) */
  circuit: number
  /** f(M without K) */
  model: number
}

/** The judged circuits on the train part of a set that is split, among whose prompts they were looked for. */
export interface TrainJudgement extends Baselines {
  /** As those of the evaluation, in the same order. */
  judgements: Pick<CircuitJudgement, 'label' | 'measurement' | 'faithfulness' | 'worstPrompt'>[]
}

/**
 * Several circuits can be judged at once; the last of `judgements` is the circuit in question, which everything below
 * that concerns one circuit is about. Its number of edges is the one requested, before pruning.
 */
export interface Evaluation extends Baselines {
  judgements: CircuitJudgement[]
  /** MIB sizes; null for a circuit file without scores. */
  curve: { percentage: number; edges: number; faithfulness: number; random: number }[] | null
  /** Needs to be known which sign matters: null where `scores` is. */
  cpr: number | null
  cmd: number | null
  /** What the circuit's scores were read as; null where there are none or nobody said. Absent in older results. */
  scores?: ScoreMeaning | null
  /**
   * Incompleteness (Wang et al. 2022), in units of faithfulness: the largest |f(C without K) - f(M without K)|
   * over ten random sets K of the circuit's nodes; 0 = complete.
   */
  completeness: number | null
  /** Those sets, in the order they were drawn; absent in older results. */
  completenessSets?: CompletenessSet[]
  /**
   * For every node of the circuit, f(C without it) and `change` = f(C without it) - f(C): negative where the circuit
   * loses by it. The smallest change first. Older results have no `without`, and |change| without its sign.
   */
  minimality: { node: string; without?: number; change: number }[] | null
  /** Against the reference circuit: sharedEdges / edges, and sharedEdges / referenceEdges. */
  precision: number | null
  recall: number | null
  /** Absent without a reference, and in older results. */
  sharedEdges?: number
  referenceEdges?: number
  roc: { truePositiveRate: number[]; falsePositiveRate: number[]; auc: number } | null
  /**
   * Where the set is split: the rows that are held out, which everything else here is measured on, in the order of the
   * per-prompt numbers; and the train part.
   */
  split?: { rows: number[]; train: TrainJudgement }
  /**
   * How many of the measured prompts are among those that the circuit was found on, compared as they are written; null
   * where its prompts are not known. Absent in older results.
   */
  foundOn?: FoundOn | null
  choices: MethodChoices
}

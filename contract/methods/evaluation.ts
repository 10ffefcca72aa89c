import type { FoundOn } from '../found-on'
import type { Baselines, Measurement } from '../metric'
import type { ScoreMeaning } from '../score-meaning'
import type { MethodChoices } from './choices'

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

import { z } from 'zod'
import type { CircuitDiff, GraphShape } from '../engine/graph'
import { MAX_COMPARED } from './limits'
import { RANKINGS, type EvaluateConfig } from './methods'
import type { RunMeasurements } from './metric'
import type { PromptRow } from './prompts'
import type { RunSummary, WorstPrompt } from './run'

/** Which edges of a run that scored all of them make its circuit: the best n, or those with a score of at least this. */
export const edgeChoiceSchema = z.union([
  z.object({ top: z.number().int().nonnegative(), by: z.enum(RANKINGS).default('absolute') }),
  z.object({ threshold: z.number(), by: z.enum(RANKINGS).default('absolute') }),
])
export type EdgeChoice = z.output<typeof edgeChoiceSchema>

/** Two runs; a choice is left out for circuits, and where as many edges as the other circuit has are meant. */
export const comparePairSchema = z.object({
  a: z.string().min(1),
  b: z.string().min(1),
  choiceA: edgeChoiceSchema.optional(),
  choiceB: edgeChoiceSchema.optional(),
})
export type ComparePair = z.output<typeof comparePairSchema>

export const compareManySchema = z.object({
  circuits: z
    .array(z.object({ id: z.string().min(1), choice: edgeChoiceSchema.optional() }))
    .min(2)
    .max(MAX_COMPARED),
})
export type CompareMany = z.output<typeof compareManySchema>

/** What a judgement of exactly the compared edges found, on the prompts of the compared run. */
export interface JudgementFound {
  run: RunSummary
  /** Random circuits of as many edges: the mean, and each where it is known. */
  randomFaithfulness: number | null
  randomDraws?: number[]
  /** On all prompts, or on those held out. */
  measurements: RunMeasurements
  worst: WorstPrompt | null
  /** On the other prompts, among which circuits are looked for; null where the set is not split. */
  train: { measurements: RunMeasurements; worst: WorstPrompt | null } | null
}

/** One side of a comparison: a run, and which of its edges are meant. */
export interface ComparedCircuit {
  run: RunSummary
  /** How its edges were taken from its scores; null for a circuit that the run itself found. */
  choice: EdgeChoice | null
  /** How many that are. */
  edges: number
  /** The newest judgement of exactly these edges; null where there is none. */
  judgement: JudgementFound | null
  /** What would make one; null for an opened file, whose model and prompts are not known. */
  judge: EvaluateConfig | null
}

/** A prompt that both sides were measured on. */
export interface ComparedPrompt {
  clean: PromptRow['clean']
  /** Rows of the two sets, from 0. */
  rowA: number
  rowB: number
  /** Where its numbers are in the per-prompt numbers of each side. */
  atA: number
  atB: number
}

/** Prompts of both sides, and how many only one was measured on. */
export interface PairedPrompts {
  shared: ComparedPrompt[]
  onlyA: number
  onlyB: number
}

/** Two circuits of one graph. */
export interface RunComparison extends CircuitDiff {
  a: RunSummary
  b: RunSummary
  sideA: ComparedCircuit
  sideB: ComparedCircuit
  shape: GraphShape
  /** By all that A's model is, else B's; null where neither names one. */
  modelHash: string | null
  /** Every choice of the two runs that differs, as text for people. */
  differences: { what: string; a: string; b: string }[]
  /** All of them, the same ones too. */
  choices: { what: string; a: string; b: string }[]
  /**
   * Of the two circuits: the run's own, or those of a judgement of exactly these edges. Of a split set on the prompts that
   * circuits are looked for on; those held out are in the judgements.
   */
  measurementsA: RunMeasurements | null
  measurementsB: RunMeasurements | null
  worstA: WorstPrompt | null
  worstB: WorstPrompt | null
  /** Prompts of those measurements; null where a circuit has none. */
  prompts: PairedPrompts | null
  /** Prompts that both judgements held out; null where there are none. */
  heldOut: PairedPrompts | null
}

/** Several circuits of one graph, each pair by its Jaccard indices. */
export interface CircuitMatrix {
  shape: GraphShape
  modelHash: string | null
  circuits: (ComparedCircuit & { kept: Int32Array; nodes: string[]; faithfulness: number | null })[]
  /** [circuit][circuit] */
  edgeJaccard: number[][]
  nodeJaccard: number[][]
}

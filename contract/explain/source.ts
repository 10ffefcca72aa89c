import { z } from 'zod'
import type { GraphShape } from '../../engine/graph'
import type { CertificateSummary } from '../certificate-notes'
import { promptSetSchema, type PromptSet, type Span } from '../prompts'
import type { Token } from '../model'
import type { Ablation, Direction } from '../vocabulary'
import type { MetricName } from '../metric'

/**
 * What is explained: a run's circuit on the prompts that it was found on, or a model on any prompts, with a circuit or
 * without one. Of a set that is split, what a method would find on: the train part.
 */
export const explainSourceSchema = z.union([
  z.object({ run: z.string().min(1) }),
  z.object({
    model: z.string().min(1),
    prompts: promptSetSchema,
    /** The run whose circuit it is. */
    circuit: z.string().min(1).optional(),
  }),
])
export type ExplainSource = z.infer<typeof explainSourceSchema>

/** One prompt pair as it is explained. Positions count BOS. */
export interface ExplainedPrompt {
  /** Its row in the set, from 0. */
  row: number
  clean: Token[]
  corrupt: Token[]
  answers: Token[]
  wrongAnswers: Token[]
  answerPosition: number
  spans: Span[]
}

/** What an explanation was made of and with, as its files say it. */
export interface ExplanationMadeOf {
  /** What the model was given: see isTokenHash. */
  promptsHash: string
  /** Of the model; null where none was made so far. */
  certificate: CertificateSummary | null
  patchbayVersion: string
  onnxruntimeVersion: string
}

/** Opened once; all other questions name its id. */
export interface OpenedExplanation {
  /** The same for the same model, prompts and circuit. */
  id: string
  model: { path: string; title: string; hash: string | null }
  /** Edges are indices of the graph of this shape. */
  shape: GraphShape
  promptsName: PromptSet['name']
  prompts: ExplainedPrompt[]
  /** Edge indices; null where there is no circuit. */
  circuit: { edges: Int32Array; runId: string } | null
  madeOf: ExplanationMadeOf
  /** What effects are measured by: those of the run, or logit_diff (log_prob without wrong answers), noising, resample. */
  metric: MetricName
  direction: Direction
  ablation: Ablation
  /** Sentences: what is not defined for this model, or is defined otherwise, and why. */
  limits: string[]
  /** What the summary over all prompts needs at its peak, and what it keeps. */
  peakBytes: number
  keptBytes: number
}

/** Runs that a pattern can be looked at in: `patched` is the clean run with the edges cut that are asked for. */
export const EXPLAINED_RUNS = ['clean', 'corrupt', 'circuit', 'patched'] as const
export type ExplainedRun = (typeof EXPLAINED_RUNS)[number]

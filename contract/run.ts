import { z } from 'zod'
import { TEST_ORDERS, type GraphShape, type TestOrder } from '../engine/graph'
import type { Direction } from './direction'
import {
  ABLATIONS,
  activationConfigSchema,
  attributionConfigSchema,
  checkConfigSchema,
  eapConfigSchema,
  edgesConfigSchema,
  evaluateConfigSchema,
  pathConfigSchema,
  workflowConfigSchema,
} from './methods'
import { METRICS, type Baselines, type Measurement, type MetricName } from './metric'
import type { ModelHashes } from './model'
import { promptSetSchema, type PromptRow } from './prompts'
import type { ScoreMeaning } from './score-meaning'
import type { RunSettings } from './settings'
import type { RunStage, WorkflowStep } from './stages'

export const acdcConfigSchema = z.object({
  method: z.literal('acdc'),
  /** Folder, weights file or `sample:NAME`. */
  model: z.string().min(1),
  prompts: promptSetSchema,
  metric: z.enum(METRICS),
  /** tau: an edge whose removal changes the metric (minimised form) by less is cut. */
  threshold: z.number(),
  order: z.enum(TEST_ORDERS).default('reference'),
  /** What cut edges carry; `resample` where it is left out, as in runs made before there was a choice. */
  ablation: z.enum(ABLATIONS).optional(),
  /** Whose EAP scores order `eap` goes by; the run's own metric without it. */
  orderMetric: z.enum(METRICS).optional(),
  /** Compare |delta| with the threshold instead of delta. */
  absolute: z.boolean().default(false),
})
export type AcdcConfig = z.infer<typeof acdcConfigSchema>

/** What can be started as a run: one schema for each method. */
export const runConfigSchema = z.discriminatedUnion('method', [
  acdcConfigSchema,
  activationConfigSchema,
  attributionConfigSchema,
  edgesConfigSchema,
  pathConfigSchema,
  eapConfigSchema,
  evaluateConfigSchema,
  workflowConfigSchema,
  checkConfigSchema,
])
export type RunConfig = z.infer<typeof runConfigSchema>
/** `import`: a circuit file opened for viewing; nothing was computed here. */
export type RunMethod = RunConfig['method'] | 'import'

export const RUN_STATES = ['queued', 'running', 'paused', 'done', 'stopped', 'interrupted', 'failed'] as const
export type RunState = (typeof RUN_STATES)[number]
/** States from which a run goes on from its journal. */
export const RESUMABLE_STATES: readonly RunState[] = ['stopped', 'interrupted', 'failed']
/** States in which the worker holds or will hold the run. */
export const LIVE_STATES: readonly RunState[] = ['queued', 'running', 'paused']

/** Why an edge was kept or cut. The array index is the code in `DecisionColumns.reason`. */
export const DECISION_REASONS = [
  'below-threshold',
  'at-or-above-threshold',
  'receiver-has-no-kept-output',
] as const
export type DecisionReason = (typeof DECISION_REASONS)[number]

/** Decisions in test order, as columns (a batch, or all of a run). */
export interface DecisionColumns {
  /** Step number of the first row, counted from 0. */
  firstStep: number
  /** [n] edge indices (`engine/graph` order) */
  edge: Int32Array
  /** [n] raw metric with the edge cut; NaN where no run was needed */
  metric: Float64Array
  /** [n] change in minimised form (positive = removal hurts); NaN where no run was needed */
  delta: Float64Array
  /** [n] 1 kept, 0 cut */
  kept: Uint8Array
  /** [n] index into DECISION_REASONS */
  reason: Uint8Array
}

/**
 * Path-patching effect of single edges: metric of the clean run when only that edge carries the
 * corrupt value, minus the clean metric (raw, noising).
 */
export interface EffectColumns {
  edge: Int32Array
  effect: Float64Array
}

/** What is known of the scores of an imported circuit. */
export interface ImportedScores {
  /** null: the file does not say, and nobody has answered yet. */
  meaning: ScoreMeaning | null
  /** What a file says stands; what a person answered can be changed. */
  saidBy: 'file' | 'person'
}

export interface RunSummary {
  id: string
  /** Counts up from 1 in the store: "run 14". */
  number: number
  name: string
  tags: string[]
  state: RunState
  method: RunMethod
  model: string
  modelName: string
  promptsName: string
  promptCount: number
  metric: MetricName
  /** null for methods without one, as is `order`. */
  threshold: number | null
  order: TestOrder | null
  absolute: boolean
  /** null where the method has none (evaluate, check, import). */
  direction: Direction | null
  /** null for runs that are no import, and for circuits without scores; see meaningOfRun. */
  importedScores: ImportedScores | null
  edgesTotal: number
  edgesDecided: number
  edgesKept: number
  testsRun: number
  metricInitial: number | null
  /** The run's metric of the circuit it ended with; null for methods that end with none. */
  metricFinal: number | null
  /** Of that circuit, in logit_diff; null where there is no circuit, or clean and corrupt do not differ. */
  faithfulness: number | null
  /** Decisions with |delta - tau| < 1e-5: another machine's rounding may decide them otherwise. */
  borderline: number
  createdAt: number
  finishedAt: number | null
  /** Time spent computing, pauses and interruptions excluded. */
  elapsedMs: number
  /** One sentence when failed or interrupted. */
  message: string | null
}

/** The prompt that a circuit serves worst, with its text; `row` counts from 0. */
export interface WorstPrompt {
  row: number
  faithfulness: number
  clean: PromptRow['clean']
}

export interface RunMeasurements extends Baselines {
  /** Edges in the order of their tests, where that was computed for this run (order `eap`). */
  testOrder?: Int32Array
  /** The circuit as it stands at the end; null until the run is done. */
  circuit: Measurement | null
  /** (ld(C) - ld(empty)) / (ld(clean) - ld(empty)), logit_diff; null where the denominator is below 1e-6. */
  faithfulness: number | null
}

/** What the numbers were made of. */
export interface RunProvenance {
  modelHash: string
  /** Missing in runs from before the tokenizer counted: their `modelHash` is of config.json and the weights alone. */
  modelHashes?: ModelHashes
  /** What the model was warned of when the run began. */
  modelWarnings: string[]
  dataHash: string
  patchbayVersion: string
  onnxruntimeVersion: string
  /** Names the six choices of Miller et al. 2024. */
  granularity: string
  component: string
  ablation: string
  tokenPositions: string
  direction: string
  promptSet: string
  countConvention: string
  /** What was to be said about the prompts when the run began: how they were read, what is probably not meant. */
  promptNotes: string[]
}

/** What a person should know of a run's model and prompts; nothing of an imported circuit. */
export function notesOf(provenance: RunProvenance | null): string[] {
  return provenance ? [...provenance.modelWarnings, ...provenance.promptNotes] : []
}

export interface RunDetail {
  summary: RunSummary
  /** null for an imported circuit. */
  config: RunConfig | null
  shape: GraphShape
  /** +1 where a larger raw metric is worse (kl, nll), -1 where it is better. delta = sense * change. */
  metricSense: 1 | -1
  provenance: RunProvenance | null
  /** What it was computed with; more than one where it was resumed with other settings. Empty: not known. */
  settings: RunSettings[]
  measurements: RunMeasurements | null
  /** Everything decided so far. Of an imported circuit every edge once, in edge order, with nothing measured. */
  decisions: DecisionColumns
  effects: EffectColumns
  /** Imported edge scores [edgeCount], else null. */
  scores: Float64Array | null
  /** Of the last `run-decisions` event contained in this snapshot. */
  seq: number
  progress: RunProgress | null
}

export interface RunProgress {
  /** Edge index under test, -1 when none. */
  testingEdge: number
  stage: RunStage
  /** Of a workflow run the step it is in; null before the first, and for other methods. */
  step: WorkflowStep | null
  /** Steps of a method that is not ACDC; null while unknown. */
  work: { done: number; total: number } | null
  edgesDecided: number
  testsRun: number
  freeDecisions: number
  testsPerSecond: number
  /** null while it cannot be estimated. */
  remainingMs: number | null
  elapsedMs: number
  /** Raw metric of the current circuit. */
  currentMetric: number | null
}

export interface RunComparison {
  a: RunSummary
  b: RunSummary
  shape: GraphShape
  onlyA: Int32Array
  onlyB: Int32Array
  both: Int32Array
  edgeJaccard: number
  nodeJaccard: number
  nodesOnlyA: string[]
  nodesOnlyB: string[]
  /** Every choice of the two runs that differs, as text for people. */
  differences: { what: string; a: string; b: string }[]
  measurementsA: RunMeasurements | null
  measurementsB: RunMeasurements | null
  worstA: WorstPrompt | null
  worstB: WorstPrompt | null
}

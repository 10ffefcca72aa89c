import type { GraphShape, TestOrder } from '../engine/graph'
import type { Certificate } from './certificate'
import type { CertificateSummary } from './certificate-notes'
import type { DecisionColumns, EffectColumns } from './decisions'
import { definitionOf } from './methods'
import type { MethodChoices, MethodName, RunConfig, RunStage, WorkflowStep } from './methods'
import type { MetricName, RunMeasurements } from './metric'
import type { HubSource } from './hub-name'
import type { ModelIdentity } from './model'
import type { PromptRow } from './prompts'
import type { ScoreMeaning } from './score-meaning'
import type { StabilityDetail } from './stability/stability'
import type { RunSettings } from './settings'
import type { RunFork } from './start-from'
import type { Direction } from './vocabulary'

/** `import`: a circuit file opened for viewing; nothing was computed here. */
export type RunMethod = MethodName | 'import'

/** Whether runs of the method decide edges one after another. */
export function decidesEdges(method: RunMethod): boolean {
  return method !== 'import' && definitionOf(method).finds.decidesEdges
}

export const RUN_STATES = ['queued', 'running', 'paused', 'done', 'stopped', 'interrupted', 'failed'] as const
export type RunState = (typeof RUN_STATES)[number]
/** States from which a run goes on from its journal. */
export const RESUMABLE_STATES: readonly RunState[] = ['stopped', 'interrupted', 'failed']
/** States in which the worker holds or will hold the run. */
export const LIVE_STATES: readonly RunState[] = ['queued', 'running', 'paused']

/** What is known of the scores of an imported circuit. */
export interface ImportedScores {
  /** null: the file does not say, and nobody has answered yet. */
  meaning: ScoreMeaning | null
  /** What a file says is fixed; what a person answered can be changed. */
  saidBy: 'file' | 'person'
}

export interface RunSummary {
  id: string
  /** Counts up from 1 in the store: "run 14". */
  number: number
  /** `Run 14` until somebody names it; see runTitle. */
  name: string
  tags: string[]
  /** What a person wrote about it; '' where nobody did. */
  note: string
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
  /** By what it differs from others of its method, such as `5 IG steps`; null where there is nothing, and in older runs. */
  variant: string | null
  /** null where the method has none (evaluate, check, import). */
  direction: Direction | null
  /** null for runs that are not imports, and for circuits without scores; see meaningOfRun. */
  importedScores: ImportedScores | null
  edgesTotal: number
  edgesDecided: number
  edgesKept: number
  testsRun: number
  metricInitial: number | null
  /** What it found in a clause, such as `156 sites scored`; null where that is a circuit, before it is done, and in older runs. */
  outcome: string | null
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
  /** Of the model when the run began; null for imports, older runs, and runs that have not come so far. See certificateNote. */
  certificate: CertificateSummary | null
  /** How stable its circuit is, in a clause with the conditions; missing where nobody measured it. See stabilityNote. */
  stability?: string
}

/** The prompt that a circuit serves worst, with its text; `row` counts from 0. */
export interface WorstPrompt {
  row: number
  faithfulness: number
  clean: PromptRow['clean']
}

/** What a run was computed from. */
export interface RunProvenance extends MethodChoices, ModelIdentity {
  /** The repository and commit of the hub that the model came from; missing in runs from before it was recorded. */
  modelSource?: HubSource | null
  /** What the model was warned of when the run began. */
  modelWarnings: string[]
  /** What the model was given: see isTokenHash. */
  dataHash: string
  /** Rows whose clean prompt begins with BOS; missing in runs from before it was recorded. */
  rowsWithBos?: number
  patchbayVersion: string
  onnxruntimeVersion: string
  countConvention: string
  /** Of a run that goes on from another one. */
  fork?: RunFork
  /** Notes on the prompts when the run began: how they were read, what is probably a mistake. */
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
  /** What is known of the stability of its circuit, or of the one that it judges. */
  stability?: StabilityDetail[]
  /**
   * Of its model when the run began, or what the file of an imported circuit has against its model; null in older runs, and
   * in one that has not come so far.
   */
  certificate: Certificate | null
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
  /** Steps of a method that does not decide edges; null while unknown. */
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

import type {
  Answer,
  Baselines,
  ModelIdentity,
  DecisionColumns,
  EffectColumns,
  CertificateItem,
  CheckedModel,
  ErrorData,
  PromptSet,
  RunConfig,
  RunProgress,
  RunSettings,
  RunStage,
  WorkflowStep,
} from '../../../contract'
import type { GraphShape, MethodInputs, MethodOutcome } from '../../../engine/host'

export type RunAction = 'pause' | 'resume' | 'step' | 'stop'

/** Everything the engine's thread needs to begin or continue a run. */
export interface RunJob {
  runId: string
  /** Folder or weights file, samples resolved. */
  modelPath: string
  /** Of the model's files when they were last read through; null where the thread is to read them through itself. */
  stamp: string | null
  /** The model that the run was started with: another one would give another circuit. */
  begunWith: ModelIdentity
  config: RunConfig
  shape: GraphShape
  settings: RunSettings
  /** What the configuration takes from other runs. */
  inputs: MethodInputs
  /** All that was decided before, when the run is resumed. */
  journal: DecisionColumns
  effects: EffectColumns
  /** The order of the tests, where an earlier part of the run computed it. */
  testOrder?: Int32Array
  /** Whether the model's load certificate is to be made first: it had none, and nothing is computed yet. */
  certify: boolean
}

/** What happened since the last report; sent every 50 ms or so, and before anything that may take long. */
export interface RunReport {
  decisions: DecisionColumns
  effects: EffectColumns
  baseline: (Baselines & { metricInitial: number; testOrder?: Int32Array }) | null
  stage: RunStage
  step: WorkflowStep | null
  /** -1 when none. */
  testingEdge: number
  /** null where edges are decided, and while it is unknown. */
  work: RunProgress['work']
  isPaused: boolean
  /** Computing time since this job began, pauses excluded. */
  elapsedMs: number
  /** Where the method has an estimate of its own; null while nothing is known, and for methods that report their steps in `work`. */
  remainingMs: number | null
}

export type RunEnd =
  { kind: 'done'; outcome: MethodOutcome } | { kind: 'stopped' } | { kind: 'failed'; error: ErrorData }

/** Circuits measured while a run may be computed; nothing of it is stored. */
export interface MeasureJob {
  modelPath: string
  prompts: PromptSet
  /** Edge indices of each. */
  circuits: Int32Array[]
}

export type ToWorker =
  | { kind: 'run'; job: RunJob }
  /** Answered by `controlled` once the action has taken effect and everything before it was reported. */
  | { kind: 'control'; controlId: number; action: RunAction }
  | { kind: 'measure'; measureId: number; job: MeasureJob }

export type FromWorker =
  | { kind: 'report'; report: RunReport }
  /** Before what is computed with the model. */
  | { kind: 'certified'; model: CheckedModel; items: CertificateItem[] }
  | { kind: 'controlled'; controlId: number }
  | { kind: 'measured'; measureId: number; answer: Answer<(number | null)[]> }
  | { kind: 'ended'; end: RunEnd }

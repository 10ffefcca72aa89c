import type {
  Baselines,
  DecisionReason,
  Measurement,
  MethodName,
  MethodResults,
  MethodStages,
  OpeningStage,
  StageEvent,
} from '../../contract'

/** How far a method is. */
export interface ProgressEvent {
  type: 'progress'
  done: number
  total: number
}

/** The unpatched runs; `metricInitial` is the metric of the run that is patched. */
export interface BaselineEvent extends Baselines {
  type: 'baseline'
  metricInitial: number
  /** Edges in the order of their tests, where that was computed for this run; an interrupted run goes on with it. */
  testOrder?: Int32Array
}

/** What comes before the first test: the clean and corrupt runs, cuts of an earlier part of the run made again. */
export interface PreparingEvent {
  type: 'preparing'
  done: number
  total: number
}

export interface TestingEvent {
  type: 'testing'
  edge: number
}

/** One edge decided. */
export interface Decision {
  step: number
  edge: number
  /** Raw metric with the edge cut; null where no run was needed. */
  metric: number | null
  /** sense * (metric - metric before): positive = removal hurts. */
  delta: number | null
  kept: boolean
  reason: DecisionReason
}

export interface DecisionEvent extends Decision {
  type: 'decision'
}

/** The exact effect of one edge; an interrupted run measures only the others. */
export interface EffectEvent {
  type: 'effect'
  edge: number
  effect: number
}

/** What a method reports while it works. It computes when the next event is pulled, so whoever pulls can pause it. */
export type MethodEvent<Name extends MethodName = MethodName> =
  | StageEvent<OpeningStage | MethodStages[Name]>
  | ProgressEvent
  | BaselineEvent
  | PreparingEvent
  | TestingEvent
  | DecisionEvent
  | EffectEvent

/** What a run returns at its end. */
export interface MethodOutcome<Name extends MethodName = MethodName> {
  result: MethodResults[Name]
  /** Patched runs over the prompts, those of earlier parts of the run included. */
  testsRun: number
  /** The raw metric of what the method arrived at (a circuit, a path); null where there is no such thing. */
  metricFinal: number | null
  /** The circuit kept, judged or proposed, as edge indices. */
  circuit: { edges: Int32Array; measurement: Measurement; faithfulness: number | null } | null
}

/** A run of a method: it reports events and returns its outcome. */
export type MethodRun<Name extends MethodName = MethodName> = AsyncGenerator<
  MethodEvent<Name>,
  MethodOutcome<Name>
>

import type { MemoryNeed } from '../memory'
import type { MetricName } from '../metric'
import type { RunMethod, RunSummary, WorstPrompt } from '../run'
import type { SweepAxis } from './spec'
import type { SweepStep } from './plan'
import type { SweepValues } from './axes'
import type { SweepSpec } from './spec'

/**
 * - done: every member has ended, failed ones too
 * - paused: runs that had begun are computed to their ends, and no others begin
 * - stopped: nothing is computed, and runs that had begun go on from their journals
 * - interrupted: the program ended
 */
export const SWEEP_STATES = ['running', 'done', 'paused', 'stopped', 'interrupted'] as const
export type SweepState = (typeof SWEEP_STATES)[number]

/** What computes the runs of a sweep: this machine, or workers on Redis. */
export const SWEEP_COMPUTERS = ['here', 'redis'] as const

export interface SweepSummary {
  id: string
  /** Counts up from 1 in the store: "sweep 3". */
  number: number
  name: string
  state: SweepState
  model: string
  modelName: string
  promptsName: string
  promptCount: number
  method: RunMethod
  metric: MetricName
  axes: SweepAxis[]
  /** How many of its runs there are, have a result, were there before, are computed now, and ended without a result. */
  runs: { total: number; done: number; reused: number; underWay: number; failed: number }
  /** Until all is computed, as long as its finished runs took; null while none of a kind has finished. */
  remainingMs: number | null
  /** What computes its runs: `here`, or a cluster. */
  computer: string
  /** Where it was written to be computed from; null for others. Absolute. */
  folder: string | null
  createdAt: number
  finishedAt: number | null
  /** Why it does not go on, in a sentence. */
  message: string | null
}

/**
 * - waiting: its turn has not come
 * - running: it is computed, here or by another Patchbay
 * - done
 * - unneeded: nothing was found that could be judged
 * - stopped: its run was stopped or interrupted, and goes on with the sweep
 * - failed: it could not be started, or its run failed, or that of the circuit it judges
 */
export type SweepMemberState = 'waiting' | 'running' | 'done' | 'unneeded' | 'stopped' | 'failed'

/** How a member came to its run: begun for it, finished before, or begun before and continued. */
export type SweepSource = 'computed' | 'reused' | 'resumed'

/** One run of a sweep. */
export interface SweepMember {
  step: SweepStep
  values: SweepValues
  state: SweepMemberState
  /** Hash of all that determines its result; null until that is known. */
  configurationId: string | null
  source: SweepSource | null
  run: RunSummary | null
  /** Who computes it, where that is a worker of a cluster; null while none has it. */
  worker: string | null
  /** Why it has no result, or why none is needed. */
  message: string | null
}

/** What a circuit keeps, on one part of the prompts. */
export interface SweptNumbers {
  /** Of logit_diff; null where clean and empty do not differ. */
  faithfulness: number | null
  kl: number
  /** The metric of the sweep, raw. */
  metric: number
  worst: WorstPrompt | null
}

/** One circuit of a sweep. */
export interface SweepPoint {
  values: SweepValues
  /** Positions among the members; null where there is none. */
  find: number | null
  judge: number | null
  /** That of the member that says most about it by now. */
  state: SweepMemberState
  /** Kept edges; null until they are known. */
  edges: number | null
  edgesAfterPruning: number | null
  /** On the prompts that judge it: those held out where the set is split. */
  measured: SweptNumbers | null
  /** On the prompts that it was found on, where these are others, or nothing judged it yet. */
  train: SweptNumbers | null
  /** [draw] random circuits of as many edges; null where none were measured. */
  random: { faithfulness: number[]; kl: number[] } | null
  /** Against the reference. */
  agreement: SweepAgreement | null
  /** Of its own model, prompts and metric; null until a run has measured them. */
  baselines: SweepBaselines | null
  edgesTotal: number | null
}

export interface SweepAgreement {
  precision: number
  recall: number
  truePositiveRate: number
  falsePositiveRate: number
}

/** What circuits are measured against: nothing cut, and everything. */
export interface SweepBaselines {
  full: Pick<SweptNumbers, 'kl' | 'metric'>
  empty: Pick<SweptNumbers, 'kl' | 'metric'>
}

export interface SweepDetail {
  summary: SweepSummary
  spec: SweepSpec
  members: SweepMember[]
  points: SweepPoint[]
  /** Of the first circuit that has them: see those of each point. */
  baselines: SweepBaselines | null
  /** Whether circuits are judged on prompts held out. */
  isHeldOut: boolean
  edgesTotal: number | null
  /** Against the reference, from (0, 0) to (1, 1); null without one, and until a circuit was compared with it. */
  roc: { points: { falsePositiveRate: number; truePositiveRate: number }[]; auc: number } | null
}

/** What a sweep would compute, before it is started. */
export interface SweepForecast {
  points: number
  runs: number
  /** Runs whose result is in the store already. */
  reused: number
  /** Of the others, one after another; null where no run is known that is like one of them. */
  remainingMs: number | null
  /** Of the run that needs most; null where all are judgings of circuits that are not found yet. */
  memory: MemoryNeed | null
}

/** A sweep that was written into a folder, to be computed from there. */
export interface HandedOver {
  summary: SweepSummary
  /** Absolute. */
  folder: string
  /** To be submitted; null where there is nothing left to compute. Absolute. */
  script: string | null
  tasks: number
  /** Runs whose result is in the store already. */
  reused: number
}

/** What came out of such a folder. */
export interface Collected {
  summary: SweepSummary
  /** Runs that came in, or came further. */
  taken: number
  /** Runs that have not ended. */
  waiting: number
  /** Files that were left as they are, and why, in a sentence that names them. */
  left: { file: string; why: string }[]
}

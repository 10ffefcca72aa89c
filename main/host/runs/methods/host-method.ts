import type {
  MethodConfigs,
  MethodName,
  MethodResults,
  ModelIdentity,
  RunDetail,
  RunSummary,
} from '../../../../contract'
import type { GraphShape, MethodInputs } from '../../../../engine/host'
import type { Store } from '../../../store'
import type { Beginning } from '../fork'
import type { RunJob } from '../../process/worker-messages'
import type { RemainingTime } from '../time-left/remaining-time'

/** What only the host knows of a method; all else is in its definition (contract/methods). */
export interface HostMethod<Name extends MethodName> {
  /** The configuration, with what was left open filled in from the store. */
  completed?(config: MethodConfigs[Name], store: Store): MethodConfigs[Name]
  /** What the configuration takes from other runs. @throws PatchbayError (bad-input, not-found) */
  inputs?(config: MethodConfigs[Name], wanted: WantedModel, store: Store): MethodInputs
  /** Those of them that say how much memory it needs. @throws PatchbayError (bad-input, not-found) */
  sizedBy?(config: MethodConfigs[Name], wanted: Pick<WantedModel, 'shape'>, store: Store): MethodInputs
  /** What it takes over of another run's journal; null where it begins with nothing. @throws PatchbayError (bad-input, not-found) */
  beginning?(config: MethodConfigs[Name], store: Store): Beginning | null
  /**
   * What of the configuration determines the result, with runs that it takes something from by what determines theirs.
   * Left out where all of it does, but for model and prompts, which are known by their hashes.
   */
  determinants?(config: MethodConfigs[Name], idOfRun: (runId: string) => string): Record<string, unknown>
  /** What lists of runs show of the configuration. */
  summary?(config: MethodConfigs[Name]): MethodSummary
  /** By what it differs from others of the method, where that is known only here. */
  variant?(config: MethodConfigs[Name], store: Store): string | null
  /** Estimates the time left where steps take unequal time; called in the engine's thread. */
  remainingTime?(job: RunJob & { config: MethodConfigs[Name] }): Promise<RemainingTime>
  /** The result of a run that was stored without one, because its method had none then. */
  resultFromJournal?(run: RunDetail): MethodResults[Name] | null
}

/** The model that a run is to be made with. */
export interface WantedModel {
  shape: GraphShape
  model: ModelIdentity
}

export type MethodSummary = Pick<RunSummary, 'threshold' | 'order' | 'absolute'>

import type {
  DecisionColumns,
  EffectColumns,
  GivenCircuit,
  MethodConfigs,
  MethodName,
  ScoreMeaning,
  SiteScores,
} from '../../contract'
import type { Experiment } from '../experiment/experiment'
import type { MethodMemory } from '../experiment/memory-terms'
import type { MethodRun } from './event'

/** A screening's scores and their meaning. */
export interface Estimates {
  scores: SiteScores
  meaning: ScoreMeaning
}

/** What a configuration takes from other runs, looked up: circuits to judge, estimates to confirm. */
export interface MethodInputs {
  circuit?: GivenCircuit
  reference?: GivenCircuit
  estimates?: Estimates
}

/** What a run is given besides its configuration. */
export interface RunContext {
  inputs: MethodInputs
  /** All decisions of earlier parts of the same run. */
  journal?: DecisionColumns
  /** All effects of earlier parts of the same run. */
  effects?: EffectColumns
  /** Edges in the order of their tests, as an earlier part of the same run computed it. */
  testOrder?: Int32Array
  /** The most nested cuts that one trial may try, 1 to 16; without it, as many as pay off, up to 16. */
  maxBatch?: number
}

/** A method as the registry has it. */
export interface EngineMethod<Name extends MethodName> {
  /**
   * Whether this run can be made, before any weights are loaded (`sized.weights` is empty).
   * @throws PatchbayError (bad-input): the first problem of what is to be patched.
   */
  check(sized: Experiment, config: MethodConfigs[Name], inputs: MethodInputs): void
  /** What it needs besides the program and the weights, before any weights are loaded; of inputs, those that are known. */
  memory(sized: Experiment, config: MethodConfigs[Name], inputs: MethodInputs): MethodMemory
  run(experiment: Experiment, config: MethodConfigs[Name], context: RunContext): MethodRun<Name>
}

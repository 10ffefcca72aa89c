import type { RunConfig } from '../../contract'
import { openedExperiment, sizedExperiment } from '../experiment/open-experiment'
import type { Experiment } from '../experiment/experiment'
import { budgetOf } from '../experiment/memory-budget'
import type { OpenModel, TransformerConfig } from '../model'
import type { MethodInputs, RunContext } from './engine-method'
import type { MethodRun } from './event'
import { pairsFor } from './method-pairs'
import { engineMethod } from './registry'
import { fittingPlan } from './run-memory'

export interface RunMethodOptions extends RunContext {
  model: OpenModel
  config: RunConfig
  /** Threads of the runtime; without it, one for each core, at most 8. */
  threads?: number
  /** What it may use at most; without it, a part of what is free. */
  memoryBytes?: number
}

/**
 * One run of a method from start to end. It computes only when the next event is pulled, so whoever pulls can pause,
 * step and stop; with `journal` and `effects` it goes on where an earlier part of the run stopped.
 * @throws PatchbayError as checkMethodConfig and fittingPlan do; where the metric on clean or corrupt prompts is not a number.
 */
export async function* runMethod(options: RunMethodOptions): MethodRun {
  const { model, config, threads, memoryBytes, ...context } = options
  const { pairs, otherPart } = pairsFor(model, config)
  checkMethodConfig(model.config, config, context.inputs, pairs)
  const { weightBytes, withoutHead, partBytes } = fittingPlan(
    model.config,
    config,
    pairs,
    budgetOf(memoryBytes),
    context.inputs,
  )
  yield { type: 'stage', stage: 'loading model' }
  const experiment = await openedExperiment(model, pairs, {
    threads,
    weightBytes,
    withoutHead,
    partBytes,
    otherPart,
  })
  return yield* engineMethod(config.method).run(experiment, config, context)
}

/**
 * Whether this run can be made on these prompts, before anything is loaded.
 * @throws PatchbayError (bad-input): the first problem of what is to be patched.
 */
export function checkMethodConfig(
  architecture: TransformerConfig,
  config: RunConfig,
  inputs: MethodInputs,
  pairs: Experiment['pairs'],
): void {
  engineMethod(config.method).check(sizedExperiment(architecture, pairs), config, inputs)
}

import { adamStep, noMoments, rateAt, type Schedule } from './adamw.ts'
import { batchOf } from './batches.ts'
import { readCheckpoint, writeCheckpoint, type TrainingState } from './checkpoint.ts'
import { TrainedModel } from './loss.ts'
import { gpt2Config, initialParameters, type ModelSizes } from './parameters.ts'
import { VOCABULARY } from './vocabulary.ts'

/** What decides every number of a training. */
export interface TrainingSettings extends Schedule {
  seed: number
  /** Documents in a batch. */
  size: number
  model: ModelSizes
}

/** Those of the model that ships. */
export const SETTINGS: TrainingSettings = {
  seed: 1,
  steps: 4000,
  size: 64,
  warmUp: 200,
  highest: 3e-3,
  model: { layerCount: 3, heads: 4, dModel: 64, vocabSize: VOCABULARY.length, contextLength: 32 },
}

export interface TrainingOptions {
  threads: number
  /** Where the state is kept; it goes on from there. */
  checkpoint: string
  /** Steps between two checkpoints. */
  every: number
  /** Called after every step. */
  onStep?: (state: TrainingState) => void
}

/** Trains from the checkpoint, or from the beginning, to the last step, where the last checkpoint is written. */
export async function train(settings: TrainingSettings, options: TrainingOptions): Promise<TrainingState> {
  const { seed, steps, size } = settings
  const state = stateOf(settings, options.checkpoint)
  const model = new TrainedModel(gpt2Config(settings.model), state.parameters, options.threads)
  try {
    while (state.step < steps) {
      const { loss, gradients } = await model.lossGradient(batchOf(state.step, { seed, size }))
      if (!Number.isFinite(loss))
        throw new Error(`The loss of step ${state.step + 1} is ${loss}: train at a lower rate.`)
      const rate = rateAt(state.step, settings)
      adamStep(state.parameters, gradients, state.moments, { step: state.step, rate })
      // As the checkpoint keeps it: a training that goes on from there has the same.
      state.losses.push(Math.fround(loss))
      state.step++
      if (state.step % options.every === 0 || state.step === steps)
        writeCheckpoint(options.checkpoint, state, settings)
      options.onStep?.(state)
    }
  } finally {
    await model.release()
  }
  return state
}

function stateOf(settings: TrainingSettings, checkpoint: string): TrainingState {
  const parameters = initialParameters(gpt2Config(settings.model), settings.seed)
  const begun: TrainingState = { step: 0, parameters, moments: noMoments(parameters), losses: [] }
  return readCheckpoint(checkpoint, begun, settings) ?? begun
}

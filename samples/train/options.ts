import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { SETTINGS, type TrainingSettings } from './training.ts'

export interface CommandOptions {
  settings: TrainingSettings
  /** Where the model is written. */
  out: string
  threads: number
  /** Steps between two checkpoints. */
  every: number
}

export const USAGE = `npm run train-sample -- [options]

Trains the sample model from its seed and writes it with its tokenizer, prompts and loss curve.
Interrupted, it goes on from its last checkpoint when it is started again.

  --out FOLDER   where it is written (samples/trained)
  --threads N    threads of one operator (at most 2)
  --every N      steps between two checkpoints (100)
  --seed N       of weights and documents (${SETTINGS.seed})
  --steps N      (${SETTINGS.steps})
  --batch N      documents in a step (${SETTINGS.size})
  --layers N     (${SETTINGS.model.layerCount})
  --heads N      (${SETTINGS.model.heads})
  --width N      of the residual stream (${SETTINGS.model.dModel})`

/** @throws Error for an option that is unknown, or not a whole number above 0. */
export function readOptions(args: string[]): CommandOptions {
  const text = { type: 'string' } as const
  const options = {
    ...{ out: text, threads: text, every: text, seed: text, steps: text, batch: text },
    ...{ layers: text, heads: text, width: text },
  }
  const { values } = parseArgs({ args, options })
  const count = (name: Exclude<keyof typeof options, 'out'>, otherwise: number): number => {
    const typed = values[name]
    if (typed === undefined) return otherwise
    if (/^[1-9]\d{0,6}$/.test(typed)) return Number(typed)
    throw new Error(`--${name} ${typed} is not a whole number above 0.`)
  }
  const { model } = SETTINGS
  const [dModel, heads] = [count('width', model.dModel), count('heads', model.heads)]
  if (dModel % heads !== 0) throw new Error(`--width ${dModel} cannot be divided by --heads ${heads}.`)
  const steps = count('steps', SETTINGS.steps)
  return {
    settings: {
      ...{ ...SETTINGS, seed: count('seed', SETTINGS.seed), steps },
      warmUp: Math.min(SETTINGS.warmUp, Math.ceil(steps / 10)),
      size: count('batch', SETTINGS.size),
      model: { ...model, layerCount: count('layers', model.layerCount), heads, dModel },
    },
    out: path.resolve(values.out ?? path.join(import.meta.dirname, '../trained')),
    threads: count('threads', Math.min(2, os.availableParallelism())),
    every: count('every', 100),
  }
}

/** Runs a command; what fails is one sentence on stderr, and exit code 1. */
export async function sayingWhatFailed(command: () => Promise<void> | void): Promise<void> {
  try {
    await command()
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}

import { existsSync, readFileSync } from 'node:fs'
import { readSafetensors, writeSafetensors } from '../plain-safetensors.ts'
import type { Moments } from './adamw.ts'
import type { Parameters } from './parameters.ts'
import { hashOf } from './random.ts'
import { writeWhole } from './whole-files.ts'

/** All that the next step depends on: which documents it reads follows from its number. */
export interface TrainingState {
  /** Steps that were made. */
  step: number
  parameters: Parameters
  moments: Moments
  /** The loss of each step that was made. */
  losses: number[]
}

const GROUPS = ['parameter', 'first', 'second'] as const

/** Writes the state: the file is there whole, or as it was before. `settings` say of which training it is. */
export function writeCheckpoint(file: string, state: TrainingState, settings: object): void {
  const { parameters, moments, losses } = state
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array }>([
    ['settings', vector(mark(settings))],
    ['losses', vector(losses)],
  ])
  for (const [name, { data, dims }] of parameters) {
    const groups = { parameter: data, first: moments.first.get(name)!, second: moments.second.get(name)! }
    for (const group of GROUPS) tensors.set(`${group}.${name}`, { shape: dims, data: groups[group] })
  }
  writeWhole(file, writeSafetensors(tensors))
}

/**
 * Reads a checkpoint into parameters and moments of the same shapes; null where there is none.
 * @throws Error for one of another training.
 */
export function readCheckpoint(
  file: string,
  { parameters, moments }: TrainingState,
  settings: object,
): TrainingState | null {
  if (!existsSync(file)) return null
  const tensors = readSafetensors(readFileSync(file))
  const found = tensors.get('settings')?.data
  if (!found || mark(settings).some((part, i) => part !== found[i]))
    throw new Error(
      `${file} is a checkpoint of another training: its settings differ. Delete it, or choose another folder.`,
    )
  for (const [name, { data }] of parameters) {
    const groups = { parameter: data, first: moments.first.get(name)!, second: moments.second.get(name)! }
    for (const group of GROUPS) groups[group].set(tensors.get(`${group}.${name}`)!.data)
  }
  const losses = [...tensors.get('losses')!.data]
  return { step: losses.length, parameters, moments, losses }
}

const vector = (values: readonly number[]) => ({ shape: [values.length], data: Float32Array.from(values) })

/** Two numbers that float32 holds exactly. */
function mark(settings: object): number[] {
  const hash = hashOf(JSON.stringify(settings))
  return [hash >>> 16, hash & 0xffff]
}

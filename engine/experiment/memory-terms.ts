import type { TransformerConfig } from '../model/transformer'
import { commonLength, senderCount } from './paired-runs'
import type { Experiment } from './experiment'

/** Node with the engine, the store and onnxruntime before anything is opened. */
export const PROGRAM_BYTES = 130e6

/** What a method needs besides the program and the weights. */
export interface MethodMemory {
  /** What is kept of the prompts while it works. */
  promptBytes: number
  /** What is computed at one time. */
  computingBytes: number
  promptsAtOnce: number
  /** Whether it needs all prompts at one time. */
  grows: boolean
}

/** All weights as float32. */
export function weightBytes(config: TransformerConfig): number {
  const { layerCount, heads, kvHeads, dModel, dHead, dMlp, mlp, vocabSize, contextLength, embedding } = config
  const attention = 2 * dModel * dHead * (heads + kvHeads)
  const ofMlp = (mlp.kind === 'gated' ? 3 : 2) * dModel * (dMlp ?? 0)
  const positions = embedding.learnedPositions ? contextLength * dModel : 0
  return 4 * (layerCount * (attention + ofMlp) + vocabSize * dModel + positions)
}

/** Of all senders of one prompt in one run. */
export function senderBytes({ config, pairs }: Pick<Experiment, 'config' | 'pairs'>): number {
  return 4 * senderCount(config) * commonLength(config, pairs) * config.dModel
}

/** Logits of one prompt in one run. */
export const logitBytes = ({ vocabSize }: TransformerConfig): number => 4 * vocabSize

/** The larger of several steps that come one after another. */
export function largest(steps: readonly MethodMemory[]): MethodMemory {
  const sizeOf = ({ promptBytes, computingBytes }: MethodMemory) => promptBytes + computingBytes
  return steps.reduce((most, step) => (sizeOf(step) > sizeOf(most) ? step : most))
}

import { PatchbayError } from '../../contract'
import type { PromptPair } from '../datasets'
import type { TransformerConfig } from '../model/transformer'
import type { Feeds } from '../onnx'
import { canOverflow } from '../transformer'
import { senderCount, type PairedRuns } from './paired-runs'

/** The configuration with which this model's graphs are made: they pass on what overflows where something could. */
export function watchedConfig(config: TransformerConfig, weights: Feeds): TransformerConfig {
  return canOverflow(config, weights) ? { ...config, watched: true } : config
}

/** A prompt by its row in the set, where it is one of a part of it. */
type Numbered = Pick<PromptPair, 'row'>

/** `what`: "the model", "the patched model"; `where` follows the prompt, which is counted from 0. */
export function noNumbers(what: string, prompt: number, where = ''): PatchbayError {
  const found = `${what} gives no numbers on prompt ${prompt + 1}${where}`
  return new PatchbayError('bad-input', `${found}: its weights may be damaged or hold values too large.`)
}

/** @throws PatchbayError (bad-input) where a metric [prompt] is not a number, naming `what` and the prompt's row. */
export function checkNumbers(
  values: ArrayLike<number>,
  what: () => string,
  prompts: readonly Numbered[],
): void {
  for (let prompt = 0; prompt < values.length; prompt++) {
    if (!Number.isFinite(values[prompt])) throw noNumbers(what(), prompts[prompt].row ?? prompt)
  }
}

/** @throws PatchbayError (bad-input) where an estimate is not a number: gradients leave the range of float32 before values. */
export function checkEstimates(scores: ArrayLike<number>, nameOf: (index: number) => string): void {
  for (let i = 0; i < scores.length; i++) {
    if (Number.isFinite(scores[i])) continue
    throw new PatchbayError(
      'bad-input',
      `the gradients give no number for ${nameOf(i)}: the model's weights may be damaged or hold values too large.`,
    )
  }
}

/**
 * The first layer in which a run gives no numbers on a prompt, as ` (layer 1)`: senders come in the order of the pass.
 * Rows after the answer are never looked at where attention does not look ahead.
 */
export function layerWithoutNumbers(
  config: TransformerConfig,
  { length, batches }: PairedRuns,
  side: 'clean' | 'corrupt',
  prompt: number,
): string {
  let first = 0
  for (const { pairs, cleanSenders, donorSenders } of batches) {
    if (prompt >= first + pairs.length) {
      first += pairs.length
      continue
    }
    const senders = side === 'clean' ? cleanSenders : donorSenders
    const sender = senderWithoutNumbers(config, senders, pairs, { prompt: prompt - first, length })
    return ` (${layerName(config, sender)})`
  }
  return ''
}

/** -1 where all senders have numbers. */
function senderWithoutNumbers(
  config: TransformerConfig,
  senders: Float32Array,
  pairs: readonly PromptPair[],
  { prompt, length }: { prompt: number; length: number },
): number {
  const { dModel, causal } = config
  const cells = pairs.length * length * dModel
  const rows = causal ? pairs[prompt].answerPosition + 1 : length
  for (let sender = 0; sender < senderCount(config); sender++) {
    const from = sender * cells + prompt * length * dModel
    if (!senders.subarray(from, from + rows * dModel).every(Number.isFinite)) return sender
  }
  return -1
}

/** Of a sender by its index; -1 for what follows them all. */
export function layerName({ heads, mlp }: TransformerConfig, sender: number): string {
  if (sender < 0) return 'after the last layer'
  if (sender === 0) return 'its embedding'
  return `layer ${Math.floor((sender - 1) / (heads + (mlp.kind === 'none' ? 0 : 1)))}`
}

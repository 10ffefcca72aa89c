import { StoredWeight } from '../model/weights/stored-weight'
import type { LayerWeights, TransformerConfig, TransformerWeights, WeightTensor } from '../model/transformer'
import { BLOCK_BYTES } from './weight-feeds'

/** How much of a model's weights is in memory as float32 at one time. */
export interface WeightMemory {
  /** What stays there. */
  heldBytes: number
  /** What weights are read into that do not stay: those of one layer, and of a block of the unembedding. */
  bufferBytes: number
}

/**
 * What weights may take where a run passes through the model a few times: as much as of GPT-2 small, which stays in
 * memory; reading the rest again costs less than computing with it.
 */
export const FEW_PASSES_BYTES = 600e6

/** Bytes as float32; token embeddings count only where they are the unembedding, as others are read row by row. */
interface WeightSizes {
  /** [layer] */
  layers: readonly number[]
  head: number
}

/** Which weights stay in memory within a limit: the unembedding, which every run reads, then layers from the last on. */
interface HeldWeights extends WeightMemory {
  holdsHead: boolean
  firstHeldLayer: number
}

/** What of the weights may be in memory. */
export interface WeightLimit {
  bytes: number
  /** Whether the unembedding is hardly used: then it is not held, unless all weights are few. */
  withoutHead?: boolean
}

function heldWithin(
  { layers, head }: WeightSizes,
  { bytes: limitBytes, withoutHead }: WeightLimit,
): HeldWeights {
  const ofLayers = layers.reduce((sum, bytes) => sum + bytes, 0)
  const total = ofLayers + head
  if (total <= (withoutHead ? Math.min(limitBytes, FEW_PASSES_BYTES) : limitBytes))
    return { holdsHead: true, firstHeldLayer: 0, heldBytes: total, bufferBytes: 0 }
  const ofBlock = Math.min(head, BLOCK_BYTES)
  if (withoutHead && ofLayers + ofBlock <= limitBytes)
    return { holdsHead: false, firstHeldLayer: 0, heldBytes: ofLayers, bufferBytes: ofBlock }
  const ofLayer = Math.max(...layers)
  const holdsHead = head + ofLayer <= limitBytes
  const bufferBytes = ofLayer + (holdsHead ? 0 : ofBlock)
  let heldBytes = holdsHead ? head : 0
  let firstHeldLayer = layers.length
  while (firstHeldLayer > 0 && heldBytes + layers[firstHeldLayer - 1] + bufferBytes <= limitBytes)
    heldBytes += layers[--firstHeldLayer]
  return { holdsHead, firstHeldLayer, heldBytes, bufferBytes }
}

/**
 * What the weights of such a model need within a limit: known before they are loaded. It is more where
 * a layer and a block of the unembedding are.
 */
export function weightMemory(config: TransformerConfig, limit: WeightLimit): WeightMemory {
  const { layerCount, heads, kvHeads, dModel, dHead, dMlp, mlp, vocabSize } = config
  const attention = 2 * dModel * dHead * (heads + kvHeads)
  const ofMlp = (mlp.kind === 'gated' ? 3 : 2) * dModel * (dMlp ?? 0)
  const layers = new Array<number>(layerCount).fill(4 * (attention + ofMlp))
  const { heldBytes, bufferBytes } = heldWithin({ layers, head: 4 * vocabSize * dModel }, limit)
  return { heldBytes, bufferBytes }
}

/**
 * Lets as many weights stay in memory, once they are read, as the limit allows; the others are read again whenever
 * they are used. To be called before weightFeeds.
 */
export function holdWithin(weights: TransformerWeights, limit: WeightLimit): void {
  const layers = weights.layers.map(storedOf)
  const head = stored([weights.unembed])
  const sizes = { layers: layers.map(bytesOf), head: bytesOf(head) }
  const { holdsHead, firstHeldLayer, heldBytes, bufferBytes } = heldWithin(sizes, limit)
  const left = limit.bytes === Infinity ? bufferBytes : limit.bytes - heldBytes
  for (const weight of stored([weights.embed, weights.positions])) weight.isHeld = false
  for (const weight of head) weight.isHeld = holdsHead
  for (const [layer, ofLayer] of layers.entries())
    for (const weight of ofLayer) weight.isHeld = layer >= firstHeldLayer
  for (const weight of [...head, ...layers.flat()]) weight.buffers.limitBytes = left
}

/** Each once. */
function storedOf(layer: LayerWeights): StoredWeight[] {
  const { q, k, v, o, mlp } = layer
  const projections = [q, k, v, o, mlp?.gate, mlp?.up, mlp?.down]
  return stored(projections.flatMap((projection) => (projection ? [projection.weight, projection.bias] : [])))
}

function stored(tensors: (WeightTensor | null)[]): StoredWeight[] {
  const data = tensors.map((tensor) => tensor?.data)
  return [...new Set(data.filter((one) => one instanceof StoredWeight))]
}

const bytesOf = (weights: readonly StoredWeight[]) => 4 * weights.reduce((sum, { length }) => sum + length, 0)

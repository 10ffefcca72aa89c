import type { NormWeights, Projection, TransformerWeights, WeightTensor } from '../model/transformer'
import { floatTensor, type Feeds, type Tensor } from '../onnx'
import { partsOf } from './parts'

/**
 * The model's weights under the names its graphs use (`layer0.q.weight`), viewed, not copied: one
 * record feeds every session. Weights that are not held in memory are lent layer by layer, the unembedding in blocks.
 */
export function weightFeeds(weights: TransformerWeights, blockBytes = BLOCK_BYTES): Feeds {
  const feeds: Feeds = {}
  const put = (name: string, tensor: WeightTensor | null, dims = tensor?.dims, group?: number) => {
    if (tensor && dims) feeds[name] = asTensor(tensor, dims, group)
  }
  const putNorm = (name: string, norm: NormWeights | null) => {
    put(`${name}.weight`, norm?.weight ?? null)
    put(`${name}.bias`, norm?.bias ?? null)
  }
  const { layers, unembed } = weights
  put('embed', weights.embed)
  put('positions', weights.positions)
  putNorm('embeddingNorm', weights.embeddingNorm ?? null)
  layers.forEach((_, layer) => putLayer(feeds, weights, layer))
  putNorm('finalNorm', weights.finalNorm)
  put('unembed', unembed, unembed.dims, layers.length)
  for (const [i, block] of rowBlocks(unembed, blockBytes).entries())
    put(rowBlockName('unembed', i), block, block.dims, layers.length + i)
  put('unembedBias', weights.unembedBias)
  return feeds
}

function putLayer(feeds: Feeds, { layers }: TransformerWeights, l: number): void {
  const layer = layers[l]
  const put = (name: string, tensor: WeightTensor | null, dims = tensor?.dims) => {
    if (tensor && dims) feeds[`layer${l}.${name}`] = asTensor(tensor, dims, l)
  }
  const putNorm = (name: string, norm?: NormWeights | null) => {
    put(`${name}.weight`, norm?.weight ?? null)
    put(`${name}.bias`, norm?.bias ?? null)
  }
  const putProjection = (name: string, projection: Projection | null, biasDims?: number[]) => {
    put(`${name}.weight`, projection?.weight ?? null)
    put(`${name}.bias`, projection?.bias ?? null, biasDims)
  }
  /** [heads, dHead] as [heads, 1, dHead]; a norm over all heads needs what all of them are projected by. */
  const putQkNorm = (name: string, { weight, bias }: Projection, norm?: NormWeights | null) => {
    if (!norm) return
    const [heads, dHead] = norm.weight.dims
    put(`${name}Norm.weight`, norm.weight, [heads, 1, dHead])
    put(`${name}Norm.bias`, norm.bias, [heads, 1, dHead])
    put(`${name}.whole`, weight)
    if (bias) put(`${name}.wholeBias`, bias, [bias.data.length])
  }

  putNorm('attentionNorm', layer.attentionNorm)
  putNorm('attentionPostNorm', layer.attentionPostNorm)
  putNorm('mlpPostNorm', layer.mlpPostNorm)
  putQkNorm('q', layer.q, layer.qNorm)
  putQkNorm('k', layer.k, layer.kNorm)
  // [head] as [head, 1, 1, 1]: times the distances of every query and key
  if (layer.alibi) put('alibi', layer.alibi, [...layer.alibi.dims, 1, 1, 1])
  for (const kind of ['q', 'k', 'v'] as const) {
    // [head, dHead] as [head, 1, dHead]: added to every row of every head
    const [heads, , dHead] = layer[kind].weight.dims
    putProjection(kind, layer[kind], [heads, 1, dHead])
  }
  putProjection('o', layer.o)
  // [head, dHead, dModel] as one matrix of all heads
  const [heads, dHead, dModel] = layer.o.weight.dims
  put('o.joined', layer.o.weight, [heads * dHead, dModel])
  putNorm('mlpNorm', layer.mlpNorm)
  putProjection('gate', layer.mlp?.gate ?? null)
  putProjection('up', layer.mlp?.up ?? null)
  putNorm('neuronNorm', layer.mlp?.norm)
  putProjection('down', layer.mlp?.down ?? null)
}

/** `group`: of those that are lent together, where it is not held. */
function asTensor({ data }: WeightTensor, dims: number[], group?: number): Tensor {
  if (data instanceof Float32Array) return floatTensor(data, dims)
  return data.isHeld ? { type: 'lent', data, dims } : { type: 'lent', data, dims, group }
}

/** Of the unembedding at once where it is lent. */
export const BLOCK_BYTES = 2 ** 25

/** The rows of a matrix in blocks, where it is not held and has more rows than are lent at once. */
function rowBlocks({ data, dims: [rows, width] }: WeightTensor, blockBytes: number): WeightTensor[] {
  if (data instanceof Float32Array || data.isHeld || 4 * data.length <= blockBytes) return []
  return partsOf(rows, Math.ceil(blockBytes / (4 * width))).map(({ from, count }) => ({
    dims: [count, width],
    data: data.part(from, count, width),
  }))
}

/** The name of a block of a weight's rows. */
export const rowBlockName = (name: string, block: number): string => `${name}Block${block}`

/** Layer `layer`'s weights under the names of layer 0, for graphs of a single layer. */
export function layerWeights(weights: Feeds, layer: number): Feeds {
  const prefix = `layer${layer}.`
  const own = Object.entries(weights).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(own.map(([name, tensor]) => [`layer0.${name.slice(prefix.length)}`, tensor]))
}

import type { NormWeights, Projection, TransformerWeights, WeightTensor } from '../model/transformer'
import { floatTensor, type Feeds } from '../onnx'

/**
 * The model's weights under the names its graphs use (`layer0.q.weight`), viewed, not copied: one
 * record feeds every session.
 */
export function weightFeeds(weights: TransformerWeights): Feeds {
  const feeds: Feeds = {}
  const put = (name: string, tensor: WeightTensor | null, dims = tensor?.dims) => {
    if (tensor && dims) feeds[name] = floatTensor(tensor.data, dims)
  }
  const putNorm = (name: string, norm: NormWeights | null) => {
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

  put('embed', weights.embed)
  put('positions', weights.positions)
  putNorm('embeddingNorm', weights.embeddingNorm ?? null)
  weights.layers.forEach((layer, l) => {
    putNorm(`layer${l}.attentionNorm`, layer.attentionNorm)
    putNorm(`layer${l}.attentionPostNorm`, layer.attentionPostNorm ?? null)
    putNorm(`layer${l}.mlpPostNorm`, layer.mlpPostNorm ?? null)
    putQkNorm(`layer${l}.q`, layer.q, layer.qNorm)
    putQkNorm(`layer${l}.k`, layer.k, layer.kNorm)
    // [head] as [head, 1, 1, 1]: times the distances of every query and key
    if (layer.alibi) put(`layer${l}.alibi`, layer.alibi, [...layer.alibi.dims, 1, 1, 1])
    for (const kind of ['q', 'k', 'v'] as const) {
      // [head, dHead] as [head, 1, dHead]: added to every row of every head
      const [heads, , dHead] = layer[kind].weight.dims
      putProjection(`layer${l}.${kind}`, layer[kind], [heads, 1, dHead])
    }
    putProjection(`layer${l}.o`, layer.o)
    // [head, dHead, dModel] as one matrix of all heads
    const [heads, dHead, dModel] = layer.o.weight.dims
    put(`layer${l}.o.joined`, layer.o.weight, [heads * dHead, dModel])
    putNorm(`layer${l}.mlpNorm`, layer.mlpNorm)
    putProjection(`layer${l}.gate`, layer.mlp?.gate ?? null)
    putProjection(`layer${l}.up`, layer.mlp?.up ?? null)
    putNorm(`layer${l}.neuronNorm`, layer.mlp?.norm ?? null)
    putProjection(`layer${l}.down`, layer.mlp?.down ?? null)
  })
  putNorm('finalNorm', weights.finalNorm)
  put('unembed', weights.unembed)
  put('unembedBias', weights.unembedBias)
  return feeds
}

/** Layer `layer`'s weights under the names of layer 0, for graphs of a single layer. */
export function layerWeights(weights: Feeds, layer: number): Feeds {
  const prefix = `layer${layer}.`
  const own = Object.entries(weights).filter(([name]) => name.startsWith(prefix))
  return Object.fromEntries(own.map(([name, tensor]) => [`layer0.${name.slice(prefix.length)}`, tensor]))
}

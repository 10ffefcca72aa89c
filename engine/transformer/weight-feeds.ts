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

  put('embed', weights.embed)
  put('positions', weights.positions)
  weights.layers.forEach((layer, l) => {
    putNorm(`layer${l}.attentionNorm`, layer.attentionNorm)
    for (const kind of ['q', 'k', 'v'] as const) {
      // [head, dHead] as [head, 1, dHead]: added to every row of every head
      const [heads, , dHead] = layer[kind].weight.dims
      putProjection(`layer${l}.${kind}`, layer[kind], [heads, 1, dHead])
    }
    putProjection(`layer${l}.o`, layer.o)
    putNorm(`layer${l}.mlpNorm`, layer.mlpNorm)
    putProjection(`layer${l}.gate`, layer.mlp?.gate ?? null)
    putProjection(`layer${l}.up`, layer.mlp?.up ?? null)
    putProjection(`layer${l}.down`, layer.mlp?.down ?? null)
  })
  putNorm('finalNorm', weights.finalNorm)
  put('unembed', weights.unembed)
  put('unembedBias', weights.unembedBias)
  return feeds
}

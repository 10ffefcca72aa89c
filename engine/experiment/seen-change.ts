import type { Sender } from '../graph'
import { layerSpec } from '../model/transformer'
import { floatTensor, Session, type FloatTensor } from '../onnx'
import { attentionViewGraph, layerConfig, layerWeights, termName } from '../transformer'
import type { Experiment } from './experiment'

/**
 * What receivers see of a change of one sender alone, `change` [batch*pos, dModel]: it passes the norm after the layer's
 * attention where there is one, the layer's other heads being those of the run that `attentionOf` a layer is from.
 */
export async function seenChange(
  { config, weights, threads }: Pick<Experiment, 'config' | 'weights' | 'threads'>,
  { kind, layer }: Sender,
  change: Float32Array,
  attentionOf: (layer: number) => FloatTensor,
): Promise<Float32Array> {
  if (kind !== 'head' || !layerSpec(config, layer).norms.afterAttention) return change
  const own = layerWeights(weights, layer)
  const graph = attentionViewGraph(layerConfig(config, layer), own, 2)
  const session = await Session.create(graph, { threads })
  try {
    const dims = [1, 1, change.length / config.dModel, config.dModel]
    const terms = { [termName(0)]: attentionOf(layer), [termName(1)]: floatTensor(change, dims) }
    return (await session.run({ ...own, ...terms })).change.data
  } finally {
    await session.release()
  }
}

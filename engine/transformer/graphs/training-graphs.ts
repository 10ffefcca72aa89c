import type { TransformerConfig } from '../../model/transformer'
import { Backward, GraphBuilder, inferShapes, type Feeds } from '../../onnx'
import { plainBlocks } from '../block'
import { embedded, unembedded } from '../ends'
import { ModelParts } from '../model-parts'
import type { GradientGraphs } from './gradient-graphs'

export interface TrainingGraphs extends GradientGraphs {
  /** The weights that the model reads. `backward` gives the gradient at NAME as `gradient.NAME`, of the weight's shape. */
  trained: string[]
}

/** The name under which a backward graph gives the gradient at a weight. */
export const gradientName = (weight: string): string => `gradient.${weight}`

/**
 * The whole model, from `tokens` [batch, pos] to `logits` [batch*pos, vocab] at every position, and back from `seed` (the
 * gradient at the logits) to the gradients at all weights. A head that shares its weights with the embedding is fed, and
 * gets its gradient, under both names.
 */
export function trainingGraphs(
  config: TransformerConfig,
  weights: Feeds,
  { length, batch }: { length: number; batch: number },
): TrainingGraphs {
  const builder = new GraphBuilder('training')
  const parts = new ModelParts(builder, config, weights, length)
  const stream = plainBlocks(parts, embedded(parts), 0)
  const logits = builder.identity(unembedded(parts, stream), 'logits')
  const graph = builder.finish()
  const shapes = inferShapes(graph, { batch })
  const read = graph.inputs.map(({ value }) => value).filter(({ name }) => name in weights)
  const backward = new Backward(graph, { shapes, of: logits, at: read })
  for (const weight of read) {
    const shape = [...shapes.get(weight.name)!]
    const gradient = backward.builder.reshape(backward.gradient(weight), shape, gradientName(weight.name))
    backward.builder.output(gradient, shape)
  }
  for (const value of [logits, ...backward.saved.values()])
    builder.output(value, [...shapes.get(value.name)!])
  return {
    forward: builder.finish(),
    backward: backward.builder.finish(),
    trained: read.map(({ name }) => name),
  }
}

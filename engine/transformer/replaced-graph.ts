import type { TransformerConfig } from '../model/transformer'
import { GraphBuilder, type Dimension, type Feeds, type Graph, type Value } from '../onnx'
import { Blocks } from './blocks'
import { tappedStream, type Inlet, type Site } from './sites'

/**
 * The rest of a forward pass, from the residual stream before `layer` on, with one kind of activation of that
 * layer mixed with another run's: value + mask * (donor - value), in as many copies as the mask or the donor has.
 * Inputs: stream [1, 1, batch*pos, dModel], answerRows [batch], weights; `donor` and `mask` broadcast against
 * the site's value (see sites.ts). Output: `logits` [copies, batch, columns of `unembed`].
 */
export function replacedGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  { site, layer }: { site: Site; layer: number },
): Graph {
  const { builder, blocks, stream } = restOfForward(config, weights, length, `replaced.${site}`)
  const donor = builder.input('donor', dimsOf('donor', site))
  const mask = builder.input('mask', dimsOf('mask', site))
  const last = tappedStream(blocks, stream, layer, (at, l, value) => {
    if (at !== site || l !== layer) return value
    return builder.add(value, builder.mul(mask, builder.sub(donor, value, 'difference'), 'change'), 'replaced')
  })
  return withLogits(blocks, last, weights)
}

/**
 * The rest of a forward pass with something added to what receivers of one layer read:
 * input + mask * addition. Inputs as above; addition [copies, 1, batch*pos, dModel], mask [1, 1 or head, 1, 1].
 */
export function addedInputGraph(
  config: TransformerConfig,
  weights: Feeds,
  length: number,
  { inlet, layer }: { inlet: Inlet; layer: number },
): Graph {
  const { builder, blocks, stream } = restOfForward(config, weights, length, `added.${inlet}`)
  const addition = builder.input('addition', ['copies', 1, 'rows', config.dModel])
  const mask = builder.input('mask', [1, 'receivers', 1, 1])
  const last = tappedStream(blocks, stream, layer, (at, l, value) =>
    at === inlet && l === layer ? builder.add(value, builder.mul(mask, addition, 'change'), 'changed') : value,
  )
  return withLogits(blocks, last, weights)
}

function restOfForward(config: TransformerConfig, weights: Feeds, length: number, name: string) {
  const builder = new GraphBuilder(name)
  const blocks = new Blocks(builder, config, weights, length)
  return { builder, blocks, stream: builder.input('stream', [1, 1, 'rows', config.dModel]) }
}

function withLogits(blocks: Blocks, last: Value, weights: Feeds): Graph {
  const { builder } = blocks
  const columns = weights.unembed.dims[1]
  const logits = blocks.unembed(blocks.atAnswers(last))
  builder.output(builder.reshape(logits, [0, -1, columns], 'logits'), ['copies', 'batch', columns])
  return builder.finish()
}

/** Named apart, so that each may be 1 where the other is not. */
function dimsOf(name: string, site: Site): Dimension[] {
  const rank = site === 'q' || site === 'k' || site === 'v' || site === 'pattern' ? 5 : 4
  return Array.from({ length: rank }, (_, axis) => `${name}.${axis}`)
}

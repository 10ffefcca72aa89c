import type { TransformerConfig } from '../../model/transformer'
import { floatTensor, GraphBuilder, rowsOfTensor, type Feeds, type Graph, type Tensor } from '../../onnx'
import { finalNormed } from '../ends'
import { ModelParts } from '../model-parts'
import { partsOf } from '../parts'

/** Tokens whose logits are made at once: few enough for a core's cache to hold them until they are summed up. */
const PART_TOKENS = 1024

const vocabularyParts = (vocabulary: number) => partsOf(vocabulary, PART_TOKENS)

/** A tensor [vocab, ...rest] as divergenceGraph takes it: views `name.0`, `name.1`.. of its rows. */
export function vocabularyRows(name: string, tensor: Tensor): Feeds {
  const parts = vocabularyParts(tensor.dims[0])
  return Object.fromEntries(
    parts.map(({ name: part, from, count }) => [`${name}.${part}`, rowsOfTensor(tensor, from, count)]),
  )
}

/** Columns of [rows, vocabulary] as divergenceGraph takes them: copies of its stretches, `name.0`, `name.1`.. */
export function vocabularyColumns(name: string, data: Float32Array, vocabulary: number): Feeds {
  const rows = data.length / vocabulary
  const feeds: Feeds = {}
  for (const { name: part, from, count } of vocabularyParts(vocabulary)) {
    const columns = new Float32Array(rows * count)
    for (let row = 0; row < rows; row++) {
      const at = row * vocabulary + from
      columns.set(data.subarray(at, at + count), row * count)
    }
    feeds[`${name}.${part}`] = floatTensor(columns, [rows, count])
  }
  return feeds
}

/**
 * What kl needs of how the logits differ from the clean run's; they never leave the graph nor, a part of the
 * vocabulary at a time, the cache. x [copies, batch, dModel] at the answer positions, `cleanNormed` [1, batch,
 * dModel] what the unembedding reads in the clean run, `meanRow` [1, batch, dModel] its mean row under the clean
 * distribution p; `unembed` [vocab, dModel] in parts as from vocabularyRows, `cleanProbs` [batch, vocab] = p as from
 * vocabularyColumns ->
 * `change` [copies*batch, dModel] = normed x - cleanNormed, `gain` [1, copies*batch] = change @ meanRow, and `excess`
 * [batch, copies*batch]: under each prompt's p, the mean of exp(r - gain) - 1 for r = unembed @ change. A bias is in
 * both runs' logits, so it drops out. Not for logits with a soft cap, whose differences are not linear in `change`.
 */
export function divergenceGraph(config: TransformerConfig, weights: Feeds): Graph {
  if (config.logits.softCap !== null) throw new Error('capped logits are not linear in what is unembedded')
  const builder = new GraphBuilder('divergence')
  const { dModel } = config
  const parts = new ModelParts(builder, config, weights, 1)
  const normed = finalNormed(parts, builder.input('x', ['copies', 'batch', dModel]))
  const change = builder.sub(normed, builder.input('cleanNormed', [1, 'batch', dModel]), 'changes')
  const gains = builder.reduceSum(builder.mul(change, builder.input('meanRow', [1, 'batch', dModel])), [2])
  const gain = builder.reshape(gains, [1, -1], 'gain')
  const rows = builder.reshape(change, [-1, dModel], 'change')
  const columns = builder.transpose(rows, [1, 0], 'columns')
  const one = builder.constant([1], [1])
  const means = vocabularyParts(weights.unembed.dims[0]).map(({ name, count }) =>
    builder.scope(`part${name}`, () => {
      const r = builder.matMul(builder.input(`unembed.${name}`, [count, dModel]), columns, 'r')
      const exp = builder.op({ type: 'Exp', inputs: [builder.sub(r, gain, 'centred')] }, 'exp')
      const probs = builder.input(`cleanProbs.${name}`, ['batch', count])
      return builder.matMul(probs, builder.sub(exp, one, 'excess'), 'mean')
    }),
  )
  builder.output(rows, ['rows', dModel])
  builder.output(gain, [1, 'rows'])
  const excess = means.reduce((sum, part) => builder.add(sum, part, 'sumOfParts'))
  builder.output(builder.identity(excess, 'excess'), ['batch', 'rows'])
  return builder.finish()
}

/** `probs` [rows, vocab] @ `unembed`: the mean row of the unembedding under each distribution, `mean` [rows, dModel]. */
export function meanRowGraph({ unembed }: Feeds): Graph {
  const builder = new GraphBuilder('meanRow')
  const [vocabulary, dModel] = unembed.dims
  const probs = builder.input('probs', ['rows', vocabulary])
  const mean = builder.matMul(probs, builder.input('unembed', [vocabulary, dModel]), 'mean')
  builder.output(mean, ['rows', dModel])
  return builder.finish()
}

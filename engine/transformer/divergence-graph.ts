import type { TransformerConfig } from '../model/transformer'
import { floatTensor, GraphBuilder, type Feeds, type Graph, type Value } from '../onnx'
import { Blocks } from './blocks'

/** Tokens whose logits are made at once: few enough for a core's cache to hold them until they are summed up. */
const PART_TOKENS = 1024

/** A stretch of the vocabulary. */
interface VocabularyPart {
  name: string
  from: number
  count: number
}

function vocabularyParts(vocabulary: number): VocabularyPart[] {
  return Array.from({ length: Math.ceil(vocabulary / PART_TOKENS) }, (_, part) => {
    const from = part * PART_TOKENS
    return { name: `${part}`, from, count: Math.min(PART_TOKENS, vocabulary - from) }
  })
}

/** A tensor [vocab, ...rest] as divergenceGraph takes it: views `name.0`, `name.1`.. of its rows. */
export function vocabularyFeeds(name: string, data: Float32Array, [vocabulary, ...rest]: number[]): Feeds {
  const width = data.length / vocabulary
  const feeds: Feeds = {}
  for (const { name: part, from, count } of vocabularyParts(vocabulary)) {
    const rows = data.subarray(from * width, (from + count) * width)
    feeds[`${name}.${part}`] = floatTensor(rows, [count, ...rest])
  }
  return feeds
}

/**
 * What kl needs of the logits, which never leave the graph nor, a part of the vocabulary at a time, the cache.
 * x [1, 1, copies*batch, dModel] at the answer positions, `shape` [3] = (-1, copies, batch), `shift` [1, 1, batch] = ln
 * sum exp of the clean logits; in parts as from vocabularyFeeds `unembed` [vocab, dModel], `unembedBias` [vocab, 1],
 * and `cleanLogits` and `cleanProbs` [vocab, 1, batch] -> `mass` [copies*batch] = sum exp(logits - shift), and `gain`
 * [copies*batch] = sum p (logits - cleanLogits): kl = ln mass - gain.
 */
export function divergenceGraph(config: TransformerConfig, weights: Feeds): Graph {
  const builder = new GraphBuilder('divergence')
  const x = new Blocks(builder, config, weights, 1).finalColumns(
    builder.input('x', [1, 1, 'rows', config.dModel]),
  )
  const shift = builder.input('shift', [1, 1, 'batch'])
  const hasBias = 'unembedBias' in weights
  const sums = { mass: [] as Value[], gain: [] as Value[] }
  for (const { name, count } of vocabularyParts(weights.unembed.dims[0])) {
    builder.scope(`part${name}`, () => {
      const ofClean = (what: string) => builder.input(`${what}.${name}`, [count, 1, 'batch'])
      const logits = partOfLogits(builder, x, name, [count, config.dModel], hasBias)
      const exp = builder.op({ type: 'Exp', inputs: [builder.sub(logits, shift, 'shifted')] }, 'exp')
      const gained = builder.sub(logits, ofClean('cleanLogits'), 'gained')
      sums.mass.push(overTokens(builder, exp, count))
      sums.gain.push(overTokens(builder, builder.mul(gained, ofClean('cleanProbs'), 'weighted'), count))
    })
  }
  for (const name of ['mass', 'gain'] as const) {
    const total = sums[name].reduce((sum, value) => builder.add(sum, value, `sumOf.${name}`))
    builder.output(builder.reshape(total, [-1], name), ['rows'])
  }
  return builder.finish()
}

/** x [dModel, rows] -> [count, copies, batch] */
function partOfLogits(builder: GraphBuilder, x: Value, part: string, dims: number[], hasBias: boolean) {
  const product = builder.matMul(builder.input(`unembed.${part}`, dims), x, 'product')
  const biased = hasBias
    ? builder.add(product, builder.input(`unembedBias.${part}`, [dims[0], 1]), 'biased')
    : product
  return builder.op({ type: 'Reshape', inputs: [biased, builder.input('shape', [3], 'int64')] }, 'logits')
}

/** [count, copies, batch] -> [1, copies*batch], as a product with ones: quicker than a sum of columns. */
function overTokens(builder: GraphBuilder, values: Value, count: number): Value {
  const ones = builder.constant(new Array<number>(count).fill(1), [1, count])
  return builder.matMul(ones, builder.reshape(values, [count, -1], 'flat'), 'overTokens')
}

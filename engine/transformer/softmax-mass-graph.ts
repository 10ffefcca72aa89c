import type { TransformerConfig } from '../model/transformer'
import { floatTensor, GraphBuilder, type Feeds, type Graph } from '../onnx'
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

/** A tensor [vocab, ...rest] as softmaxMassGraph takes it: views `name.0`, `name.1`.. of its rows. */
export function vocabularyFeeds(
  name: string,
  data: Float32Array,
  [vocabulary, ...rest]: readonly number[],
): Feeds {
  const width = data.length / vocabulary
  const feeds: Feeds = {}
  for (const { name: part, from, count } of vocabularyParts(vocabulary)) {
    const rows = data.subarray(from * width, (from + count) * width)
    feeds[`${name}.${part}`] = floatTensor(rows, [count, ...rest])
  }
  return feeds
}

/**
 * The sum that a softmax divides by, for logits that never leave the graph nor, a part of the vocabulary at a time,
 * the cache. x [1, 1, rows, dModel] at the answer positions, `shift` [1, rows]; in parts as from vocabularyFeeds
 * `unembed` [vocab, dModel] and `unembedBias` [vocab, 1] -> `mass` [rows] = sum exp(logits - shift), and `normed`
 * [rows, dModel], x behind the final norm.
 */
export function softmaxMassGraph(config: TransformerConfig, weights: Feeds): Graph {
  const builder = new GraphBuilder('softmaxMass')
  const { dModel } = config
  const x = builder.input('x', [1, 1, 'rows', dModel])
  const normed = new Blocks(builder, config, weights, 1).finalRows(x)
  const columns = builder.transpose(normed, [1, 0], 'columns')
  const shift = builder.input('shift', [1, 'rows'])
  const masses = vocabularyParts(weights.unembed.dims[0]).map(({ name, count }) =>
    builder.scope(`part${name}`, () => {
      const product = builder.matMul(builder.input(`unembed.${name}`, [count, dModel]), columns, 'product')
      const logits = weights.unembedBias
        ? builder.add(product, builder.input(`unembedBias.${name}`, [count, 1]), 'biased')
        : product
      const exp = builder.op({ type: 'Exp', inputs: [builder.sub(logits, shift, 'shifted')] }, 'exp')
      // As a product with ones: quicker than a sum of columns.
      return builder.matMul(builder.constant(new Array<number>(count).fill(1), [1, count]), exp, 'sum')
    }),
  )
  const mass = masses.reduce((sum, part) => builder.add(sum, part, 'sumOfParts'))
  builder.output(builder.reshape(mass, [-1], 'mass'), ['rows'])
  builder.output(builder.identity(normed, 'normed'), ['rows', dModel])
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

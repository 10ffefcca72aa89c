import { describe, expect, it } from 'vitest'
import { drawExperiment } from '../random-experiments'
import { Draw, seedsFrom, TOPOLOGIES } from '../random-models'
import { plainReasons } from './plain-attention-reasons'
import { differenceOf, plainAttribution, plainByKey } from './plain-attribution'
import { plus, sum } from './plain-math'
import { plainLogits } from './plain-model'
import { contributions, logitsOfBiases, logitsOfPart, plainTrace } from './plain-trace'

/** What the plain implementation splits adds up in float64, whatever a model's spec says: so its definitions do. */
const SEEDS = seedsFrom(9200, 6 * TOPOLOGIES.length)

const expectSame = (found: number, expected: number) =>
  expect(Math.abs(found - expected)).toBeLessThan(1e-10 * Math.max(1, Math.abs(expected)))

describe.each(SEEDS)('on the random model of seed %i', (seed) => {
  const draw = new Draw(seed)
  const { plain: model, pairs } = drawExperiment(draw, TOPOLOGIES[seed % TOPOLOGIES.length])
  const [pair] = pairs
  const trace = plainTrace(model, pair.clean)
  const { layerCount, heads, logits } = model.config

  it('every stream is the sum of what was added to it', () => {
    for (let layer = 0; layer <= layerCount; layer++) {
      const parts = contributions(model, trace, layer).rows.reduce(plus)
      parts.forEach((row, pos) => row.forEach((x, i) => expectSame(x, trace.streams[layer][pos][i])))
    }
  })

  it('direct attribution is the logit difference, by key position too', () => {
    const { nodes, parts, logitDiff } = plainAttribution(model, trace, pair)
    expectSame(sum(parts), logitDiff)
    for (const [i, node] of nodes.entries())
      if (node.startsWith('a')) expectSame(sum(plainByKey(model, trace, node, pair)), parts[i])
    const last = trace.streams[layerCount][pair.answerPosition]
    const biases = logitsOfBiases(model)
    const own = logitsOfPart(model, last, last).map((logit, token) => logit + biases[token])
    const uncapped = { ...model.config, logits: { ...logits, softCap: null } }
    const expected = plainLogits({
      ...model,
      config: uncapped,
      tokens: pair.clean,
      position: pair.answerPosition,
    })
    expectSame(logitDiff, differenceOf(expected, pair))
    own.forEach((logit, token) => expectSame(logit, expected[token]))
  })

  it('scores are the sums of their terms, except where a limit is reached', () => {
    for (let layer = 0; layer < layerCount; layer++)
      for (let head = 0; head < heads; head++) {
        const query = draw.below(trace.tokens.length)
        const { score, terms } = plainReasons(
          model,
          trace,
          `a${layer}.h${head}`,
          query,
          draw.below(query + 1),
        )
        const total = sum(terms.flat())
        if (!Number.isNaN(total)) expectSame(total, score)
        else expect(model.config.layers.some(({ attention }) => attention.clip !== null)).toBe(true)
      }
  })
})

import { describe, expect, it } from 'vitest'
import { plainPatternWithout } from '../../../testing/plain/plain-edge-explained'
import { drawExplained, type DrawnExplained } from '../../../testing/random-explained'
import { Draw, seedsFrom, TOPOLOGIES } from '../../../testing/random-models'
import { resultOf } from '../../experiment/progress'
import { donorMeans } from '../donor-means'
import { inhibitions } from './inhibition'
import { scoreKeys } from '../score-keys'

describe.each(TOPOLOGIES)('by how much a head turns others, in random models (%s)', (topology) => {
  it.each(seedsFrom(1, 4))(
    'is what their attention loses without its edge into their queries (seed %i)',
    async (seed) => {
      const explained = drawNamed(new Draw(seed), topology)
      const { heads, layerCount } = explained.experiment.config
      const ofLayer = (layer: number) => Array.from({ length: heads }, (_, head) => `a${layer}.h${head}`)
      const senders = ofLayer(0)
      const movers = ofLayer(layerCount - 1)
      const found = await resultOf(
        inhibitions(explained, { senders, movers, means: await donorMeans(explained) }),
      )
      for (const sender of senders) {
        const expected = layerCount > 1 ? plainInhibition(explained, sender, movers) : NaN
        if (Number.isNaN(expected)) expect(found.get(sender)).toBeNaN()
        else expect(found.get(sender)).toBeCloseTo(expected, 5)
      }
    },
  )
})

/** The prompts ask for tokens that are in them. */
function drawNamed(draw: Draw, topology: (typeof TOPOLOGIES)[number]): DrawnExplained {
  const explained = drawExplained(draw, topology)
  const pairs = explained.experiment.pairs.map((pair) => ({
    ...pair,
    answers: [pair.clean[0]],
    wrongAnswers: [pair.clean[1]],
  }))
  return { ...explained, experiment: { ...explained.experiment, pairs } }
}

function plainInhibition({ experiment, metric, ablation }: DrawnExplained, sender: string, movers: string[]) {
  const { plain, pairs, config } = experiment
  const patching = { model: plain, pairs, metric, direction: 'noising', ablation } as const
  const turns = pairs.flatMap((pair, prompt) => {
    const { answers: right, wrongAnswers: wrong } = scoreKeys(config, pair)
    if (right.length === 0 || wrong.length === 0) return []
    return movers.map((head) => {
      const towards = (isCut: boolean) => {
        const at = { prompt, head, side: 'clean' } as const
        const pattern = plainPatternWithout(patching, at, (edge) => isCut && edge === `${sender}->${head}<q>`)
        const share = (keys: number[]) =>
          keys.reduce((sum, key) => sum + pattern[pair.answerPosition][key], 0)
        return share(right) - share(wrong)
      }
      return towards(false) - towards(true)
    })
  })
  return turns.length > 0 ? turns.reduce((sum, turn) => sum + turn, 0) / turns.length : NaN
}

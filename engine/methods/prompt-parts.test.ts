import { describe, expect, it } from 'vitest'
import { ABLATIONS, type Ablation, type Baselines } from '../../contract'
import { drawCircuits } from '../../testing/random-circuits'
import { drawExperiment } from '../../testing/random-experiments'
import { Draw, seedsFrom, TOPOLOGIES } from '../../testing/random-models'
import { graphOf, type Experiment } from '../experiment/experiment'
import { resultOf } from '../experiment/progress'
import { senderParts } from '../experiment/prompt-parts'
import { edgeName } from '../graph'
import { activationPatching } from './activation'
import { attributionPatching } from './attribution'
import { selfCheck } from './check'
import { eap } from './eap'
import { edgePatching } from './edges'
import { evaluateCircuits } from './evaluate'
import { circuitCriteria } from './evaluate/circuit-criteria'
import { chainPatching } from './path'

/** So small that every prompt is a part of its own. */
const TINY_PART_BYTES = 1

/** Numbers of a method, whether its prompts are run in one part or each alone. */
type Numbers = ArrayLike<number>[]

const options = { metric: 'log_prob', direction: 'noising' } as const

/** A path through the last MLP or head. */
function somePath({ config }: Experiment): string {
  const graph = graphOf(config)
  const last = graph.edgeCount - 1
  return edgeName(graph, last)
}

const METHODS: Record<string, (experiment: Experiment, ablation: Ablation) => Promise<Numbers>> = {
  activation: async (experiment, ablation) => {
    const families = ['heads', 'resid', 'attn'] as const
    const { scores, baseline } = await resultOf(
      activationPatching(experiment, { ...options, ablation, families }),
    )
    return [scores.value, scores.effect, scores.perPrompt!, ...numbersOf(baseline)]
  },
  attribution: async (experiment, ablation) => {
    const families = ['heads', 'q', 'resid'] as const
    const { scores, baseline } = await resultOf(
      attributionPatching(experiment, { ...options, ablation, families }),
    )
    return [scores.effect, ...numbersOf(baseline)]
  },
  eap: async (experiment, ablation) => {
    const { scores, baseline } = await resultOf(eap(experiment, { ...options, ablation }))
    return [scores.score, ...numbersOf(baseline)]
  },
  edges: async (experiment, ablation) => {
    const { scores, baseline } = await resultOf(edgePatching(experiment, { ...options, ablation }))
    return [scores.score, ...numbersOf(baseline)]
  },
  'chosen edges': async (experiment, ablation) => {
    const edges = [0, graphOf(experiment.config).edgeCount - 1]
    const { scores } = await resultOf(edgePatching(experiment, { ...options, ablation, edges }))
    return [scores.score, scores.perPrompt!]
  },
  evaluate: async (experiment, ablation) => {
    const { edgeCount } = graphOf(experiment.config)
    const drawn = drawCircuits(new Draw(edgeCount), graphOf(experiment.config))
    const circuits = drawn.filter((_, index) => index % 5 === 2)
    const { reports, baseline } = await resultOf(evaluateCircuits(experiment, circuits, ablation))
    const { minimality } = await resultOf(circuitCriteria(experiment, circuits[1], { draws: 1, ablation }))
    const changes = minimality.map(({ change }) => Math.abs(change))
    const measured = reports.map(({ measurement: { mean } }) => [mean.kl, mean.logit_diff])
    return [...measured, changes, ...numbersOf(baseline)]
  },
  path: async (experiment, ablation) => {
    const path = somePath(experiment)
    const { score, baseline } = await resultOf(chainPatching(experiment, { ...options, ablation, path }))
    return [[score.value, score.effect], score.perPrompt, ...numbersOf(baseline)]
  },
}

const numbersOf = ({ clean, corrupt }: Baselines): Numbers =>
  [clean, corrupt].flatMap(({ mean, perPrompt }) => [[mean.log_prob, mean.kl], perPrompt.log_prob])

function expectAlike(actual: Numbers, expected: Numbers): void {
  expect(actual.length).toBe(expected.length)
  actual.forEach((values, i) => {
    expect(values.length).toBe(expected[i].length)
    const size = Math.max(1, ...Array.from(expected[i], Math.abs))
    const differences = Array.from(values, (value, at) => Math.abs(value - expected[i][at]))
    expect(Math.max(0, ...differences)).toBeLessThan(2e-5 * size)
  })
}

describe('prompts that are run one after another give what they give side by side', () => {
  for (const [t, topology] of TOPOLOGIES.entries()) {
    it.each(seedsFrom(700 + t, 1))(`${topology}, seed %i`, async (seed) => {
      const experiment = drawExperiment(new Draw(seed), topology)
      const inParts = { ...experiment, partBytes: TINY_PART_BYTES }
      expect(senderParts(inParts).length).toBe(experiment.pairs.length)
      for (const run of Object.values(METHODS))
        for (const ablation of ABLATIONS)
          expectAlike(await run(inParts, ablation), await run(experiment, ablation))
    })
  }

  it('of EAP-IG, of denoising, and of what must hold for any model', async () => {
    const experiment = drawExperiment(new Draw(711))
    const inParts = { ...experiment, partBytes: TINY_PART_BYTES }
    for (const direction of ['noising', 'denoising'] as const) {
      const method = { metric: 'log_prob', direction, igSteps: 3 } as const
      const scores = async (on: Experiment) => (await resultOf(eap(on, method))).scores.score
      expectAlike([await scores(inParts)], [await scores(experiment)])
    }
    const items = await resultOf(selfCheck(inParts))
    expect(items.filter(({ passed }) => !passed)).toEqual([])
  })
})

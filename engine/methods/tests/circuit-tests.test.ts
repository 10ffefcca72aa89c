import { describe, expect, it } from 'vitest'
import { METRIC_SENSE, type Ablation, type CircuitTests, type MetricName } from '../../../contract'
import { expectClose } from '../../../testing/expect-close'
import { heldWeights } from '../../../testing/held-weights'
import { taskOf, tinyReferences } from '../../../testing/method-references'
import { plainCircuitTests, plainHolm } from '../../../testing/plain/plain-circuit-tests'
import { plainEdges, plainRun } from '../../../testing/plain/plain-edges'
import { plainDonors, plainMetric } from '../../../testing/plain/plain-measures'
import { drawExperiment, type DrawnExperiment } from '../../../testing/random-experiments'
import { Draw, seedsFrom, TOPOLOGIES } from '../../../testing/random-models'
import { graphOf } from '../../experiment/experiment'
import { resultOf } from '../../experiment/progress'
import { edgeName, randomNumbers, shuffledEdges } from '../../graph'
import { openModel } from '../../model'
import { weightFeeds } from '../../transformer'
import { circuitTests } from './circuit-tests'

/** All five tests against their definitions in plain loops over the plain graph in float64. */

const DRAWN = { draws: 5, testedEdges: 3, permutations: 40, seed: 9 } as const
const SETTINGS = { epsilon: 0.1, quantile: 0.8, alpha: 0.05 }

interface Case {
  experiment: DrawnExperiment
  metric: MetricName
  ablation: Ablation
  randomFrom: 'outside' | 'anywhere'
  size: number
}

async function expectPlain({ experiment, metric, ablation, randomFrom, size }: Case): Promise<void> {
  const graph = graphOf(experiment.config)
  const edges = shuffledEdges(graph.edgeCount, 5).slice(0, size).sort()
  const { tests } = await resultOf(
    circuitTests(experiment, { ...DRAWN, ...SETTINGS, randomFrom, metric, ablation, circuit: { edges } }),
  )
  // The order of edges is a convention; that they are the same ones is not.
  const names = Array.from({ length: graph.edgeCount }, (_, edge) => edgeName(graph, edge))
  expect(names.toSorted()).toEqual(plainEdges(experiment.plain).toSorted())
  const score = plainScore(experiment, metric, ablation)
  const plain = plainCircuitTests({
    ...{ ...DRAWN, ...SETTINGS, randomFrom, score },
    edges: names,
    circuit: new Set(Array.from(edges, (edge) => names[edge])),
    random: randomNumbers(DRAWN.seed),
  })
  const { equivalence, independence, minimality, sufficiency, partialNecessity } = tests
  expect(equivalence.pValue).toBeCloseTo(plain.equivalence.p, 10)
  expect(equivalence.statistic).toBeCloseTo(plain.equivalence.statistic, 12)
  expect(Math.abs(independence.statistic - plain.independence.statistic)).toBeLessThan(1e-3)
  expect(Math.abs(independence.pValue - plain.independence.p)).toBeLessThan(2 / DRAWN.permutations)
  expect(Array.from(minimality.edge, (edge) => names[edge])).toEqual(plain.minimality.edges)
  expectClose(minimality.effect, plain.minimality.effects)
  expectClose(minimality.added, plain.minimality.added)
  expectClose(minimality.pValues, plain.minimality.ps)
  for (const name of ['sufficiency', 'partialNecessity'] as const) {
    const { distance, random, sizes, pValue } = tests[name]
    expectClose([distance], [plain[name].distance], name)
    expectClose(random, plain[name].random, name)
    expect(Array.from(sizes)).toEqual(plain[name].sizes)
    expect(pValue).toBeCloseTo(plain[name].p, 10)
  }
  const all = [equivalence, independence, minimality, sufficiency, partialNecessity]
  expectClose(
    all.map(({ correctedP }) => correctedP),
    plainHolm(all.map(({ pValue }) => pValue)),
  )
}

/** Higher is better, as the plain tests have it. */
function plainScore({ plain, pairs }: DrawnExperiment, metric: MetricName, ablation: Ablation) {
  const donors = plainDonors(plain, pairs, ablation)
  const clean = pairs.map(
    ({ clean: tokens, answerPosition }) => plainRun(plain, tokens).logits[answerPosition],
  )
  return (kept: ReadonlySet<string>): number[] =>
    pairs.map((pair, prompt) => {
      const { logits } = plainRun(plain, pair.clean, (sender, receiver, own) =>
        kept.has(`${sender}->${receiver}`) ? own : donors[prompt].get(sender)!,
      )
      return -METRIC_SENSE[metric] * plainMetric(metric, logits[pair.answerPosition], clean[prompt], pair)
    })
}

const CHOICES = [
  { metric: 'logit_diff', ablation: 'resample', randomFrom: 'outside' },
  { metric: 'log_prob', ablation: 'zero', randomFrom: 'anywhere' },
  { metric: 'nll', ablation: 'mean', randomFrom: 'outside' },
  { metric: 'prob_diff', ablation: 'mean-over-positions', randomFrom: 'anywhere' },
] as const

describe.each(seedsFrom(0, TOPOLOGIES.length))('on the random model of seed %i', (seed) => {
  it('the tests are those of the plain graph', async () => {
    const experiment = drawExperiment(new Draw(seed), TOPOLOGIES[seed % TOPOLOGIES.length])
    const { edgeCount } = graphOf(experiment.config)
    await expectPlain({ experiment, ...CHOICES[seed % CHOICES.length], size: Math.ceil(edgeCount / 4) })
  })
})

describe.each(tinyReferences())('on $name', (reference) => {
  it('the tests are those of the plain graph', async () => {
    const { config, loadWeights } = await openModel(taskOf(reference).model)
    const weights = heldWeights(await loadWeights())
    const pairs = reference.task.pairs.slice(0, 6)
    const plain = { config, weights }
    const experiment = { config, weights: weightFeeds(weights), pairs, threads: 1, plain }
    await expectPlain({ experiment, ...CHOICES[0], size: 8 })
  })
})

it('what is drawn depends on the seed alone', async () => {
  const experiment = drawExperiment(new Draw(3))
  const edges = Int32Array.of(0, 2, 3)
  const found = async (seed: number): Promise<Omit<CircuitTests, 'choices'>> =>
    (await resultOf(circuitTests(experiment, { ...DRAWN, seed, metric: 'log_prob', circuit: { edges } })))
      .tests
  const first = await found(1)
  expect(await found(1)).toEqual(first)
  expect(await found(2)).not.toEqual(first)
})

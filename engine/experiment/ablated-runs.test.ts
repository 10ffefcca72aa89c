import { describe, expect, it } from 'vitest'
import { ABLATIONS, PatchbayError, type Ablation, type MetricName } from '../../contract'
import { decideTwice, largestDifference } from '../../testing/decide-twice'
import { drawExperiment } from '../../testing/random-experiments'
import { Draw, seedsFrom } from '../../testing/random-models'
import { tinyTask } from '../../testing/reference-tasks'
import { Circuit, edgeName } from '../graph'
import { openModel } from '../model'
import { weightFeeds } from '../transformer'
import { circuitBaseline } from './ablated-runs'
import { attributeSites, attributionPatching, siteEffects } from '../methods/attribution/attribution-patching'
import { eap } from '../methods/eap/eap'
import { edgePatching } from '../methods/edges/edge-patching'
import { evaluatorSetup, type EvaluatorSetup, MaskedEvaluator } from '../evaluators'
import { graphOf, type Experiment } from './experiment'
import { evaluateCircuits } from '../methods/evaluate/evaluate-circuit'
import { runPairs } from './paired-runs'
import { chainPatching, pathPatching } from '../methods/path/path-patching'
import { workflow } from '../methods/workflow/workflow'
import { resultOf } from './progress'

const OTHERS = ABLATIONS.filter((ablation) => ablation !== 'resample')

/** The prompts of a tiny model, of mixed lengths where attention does not look ahead. */
async function tiny(name: string): Promise<Experiment> {
  const task = tinyTask(name)
  const model = await openModel(task.modelPath)
  const pairs = task.pairs.slice(0, 5).map((pair, i) => {
    const length = Math.min(pair.clean.length, 6 + i)
    const [clean, corrupt] = [pair.clean.slice(0, length), pair.corrupt.slice(0, length)]
    return { ...pair, clean, corrupt, answerPosition: length - (i === 3 ? 2 : 1) }
  })
  return { config: model.config, weights: weightFeeds(await model.loadWeights()), pairs, threads: 1 }
}

async function setupOf(experiment: Experiment, ablation: Ablation, metric: MetricName = 'logit_diff') {
  const { config, weights, pairs, threads } = experiment
  const runs = await runPairs(config, weights, pairs, threads)
  return evaluatorSetup(experiment, runs, metric, ablation)
}

/** By whole forward passes. */
async function meansOf(setup: EvaluatorSetup, circuits: readonly Circuit[]): Promise<number[]> {
  const evaluator = await MaskedEvaluator.create(setup)
  const logits = await evaluator.logits(circuits)
  await evaluator.release()
  return logits.map((one) => setup.meter.mean(setup.metric, one))
}

function without(edgeCount: number, edge: number): Circuit {
  const circuit = Circuit.full(edgeCount)
  circuit.delete(edge)
  return circuit
}

const singles = ({ graph }: EvaluatorSetup) =>
  Array.from({ length: graph.edgeCount }, (_, edge) => without(graph.edgeCount, edge))

describe.each(['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'attn-only-2l'])('%s under every ablation', (name) => {
  it.each(OTHERS)('%s: edges and paths of one edge are those of whole forward passes', async (ablation) => {
    const experiment = await tiny(name)
    const setup = await setupOf(experiment, ablation)
    const [clean, ...cut] = await meansOf(setup, [Circuit.full(setup.graph.edgeCount), ...singles(setup)])
    const options = { direction: 'noising', ablation, metric: 'logit_diff' } as const
    const { scores, baseline } = await resultOf(edgePatching(experiment, options))
    expect(baseline.clean.mean.logit_diff).toBeCloseTo(clean, 4)
    const values = Array.from(scores.score, (effect) => scores.baseMetric + effect)
    expect(largestDifference(values, cut)).toBeLessThan(2e-5)
    expect(Math.max(...cut.map((value) => Math.abs(value - clean)))).toBeGreaterThan(0.01)
    for (const edge of [0, Math.floor(setup.graph.edgeCount / 2), setup.graph.edgeCount - 1]) {
      const path = edgeName(setup.graph, edge)
      const [sender, receiver] = path.split('->')
      const chain = await resultOf(chainPatching(experiment, { ...options, path }))
      const frozen = { ...options, senders: [sender], receivers: [receiver], mlps: 'frozen' } as const
      const direct = await resultOf(pathPatching(experiment, frozen))
      expect(chain.score.value).toBeCloseTo(cut[edge], 4)
      expect(direct.score.value).toBeCloseTo(cut[edge], 4)
    }
  })

  it.each(OTHERS)('%s: ACDC decides as by whole forward passes', async (ablation) => {
    for (const metric of ['kl', 'logit_diff'] as const) {
      const setup = await setupOf(await tiny(name), ablation, metric)
      const { incremental, masked } = await decideTwice(setup, { threshold: 0.02, batch: 5 })
      expect(incremental.kept).toEqual(masked.kept)
      expect(masked.kept.length).toBeGreaterThan(0)
      expect(largestDifference(incremental.deltas, masked.deltas)).toBeLessThan(2e-5)
    }
  })

  it.each(OTHERS)('%s: EAP is the slope of whole forward passes', async (ablation) => {
    const experiment = await tiny(name)
    const setup = await setupOf(experiment, ablation)
    const { scores } = await resultOf(
      eap(experiment, { metric: 'logit_diff', direction: 'noising', ablation }),
    )
    const step = 2 ** -5
    const at: number[][] = []
    for (const times of [-2, -1, 1, 2]) at.push(await meansOf(towards(setup, times * step), singles(setup)))
    const slopes = at[0].map((_, edge) => {
      const [below2, below, above, above2] = at.map((values) => values[edge])
      return (8 * (above - below) - (above2 - below2)) / (12 * step)
    })
    const size = Math.max(...slopes.map(Math.abs))
    expect(size).toBeGreaterThan(0.01)
    expect(largestDifference([...scores.score], slopes)).toBeLessThan(2e-3 * Math.max(1, size))
  })

  it.each(ABLATIONS)('%s: a site scores the sum of EAP over the edges out of it', async (ablation) => {
    const experiment = await tiny(name)
    const graph = graphOf(experiment.config)
    const options = { metric: 'logit_diff', direction: 'noising', ablation } as const
    const edges = await resultOf(eap(experiment, options))
    const sums = graph.senders.map((_, sender) =>
      edges.scores.score.reduce(
        (sum, score, edge) => sum + (graph.edgeSender[edge] === sender ? score : 0),
        0,
      ),
    )
    const found = await resultOf(attributeSites(experiment, options))
    const heads = siteEffects(experiment.config, found, 'heads').map(({ effect }) => effect)
    const expected = sums.filter((_, sender) => graph.senders[sender].kind === 'head')
    expect(largestDifference(heads, expected)).toBeLessThan(2e-5)
    const [resid] = found.effects.filter(({ site }) => site === 'resid')
    expect(resid.whole[0]).toBeCloseTo(sums[0], 4)
  })

  it.each(OTHERS)('%s: the circuit without edges is what faithfulness begins at', async (ablation) => {
    const experiment = await tiny(name)
    const setup = await setupOf(experiment, ablation)
    const { edgeCount } = setup.graph
    const circuits = [Circuit.empty(edgeCount), Circuit.full(edgeCount)]
    const baseline = await circuitBaseline(experiment, setup.runs, setup.meter, setup.baseline)
    const [empty] = await meansOf(setup, circuits)
    expect(baseline.empty!.mean.logit_diff).toBeCloseTo(empty, 5)
    expect(baseline.corrupt.mean.logit_diff).not.toBeCloseTo(empty, 2)
    const { reports } = await resultOf(evaluateCircuits(experiment, circuits, ablation))
    expect(reports[0].faithfulness.mean).toBeCloseTo(0, 5)
    expect(reports[1].faithfulness.mean).toBeCloseTo(1, 5)
  })
})

/** What cut edges carry, `share` of the way from the clean values. */
function towards(setup: EvaluatorSetup, share: number): EvaluatorSetup {
  const batches = setup.runs.batches.map((batch) => ({
    ...batch,
    donorSenders: batch.cleanSenders.map((value, i) => value + share * (batch.donorSenders[i] - value)),
  }))
  return { ...setup, runs: { ...setup.runs, batches } }
}

describe('on random models', () => {
  it.each(seedsFrom(1, 24))('ablated ACDC decides as by whole forward passes (seed %i)', async (seed) => {
    const draw = new Draw(1000 + seed)
    const experiment = drawExperiment(draw)
    const setup = await setupOf(experiment, OTHERS[seed % OTHERS.length], draw.of(['kl', 'logit_diff']))
    const { incremental, masked } = await decideTwice(setup, {
      threshold: draw.of([0.003, 0.03, 0.1]),
      batch: 1 + draw.below(16),
    })
    expect(incremental.kept).toEqual(masked.kept)
    expect(largestDifference(incremental.deltas, masked.deltas)).toBeLessThan(1e-5)
  })
})

describe('means', () => {
  it('are over the prompts that have a position, or over all tokens; padding counts in none', async () => {
    const experiment = await tiny('gpt2-tiny')
    const { config, weights, pairs, threads } = experiment
    const { length, batches } = await runPairs(config, weights, pairs, threads, { prompts: 2 })
    expect(batches.length).toBe(3)
    const { dModel } = config
    /** The corrupt values of the second sender, by prompt and position. */
    const values = batches.flatMap(({ pairs: some, donorSenders }) =>
      some.map(({ corrupt }, prompt) =>
        Array.from(corrupt, (_, pos) => {
          const from = ((some.length + prompt) * length + pos) * dModel
          return [...donorSenders.subarray(from, from + dModel)]
        }),
      ),
    )
    const mean = (rows: number[][]) =>
      rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length)
    const setup = (ablation: Ablation) =>
      evaluatorSetup(experiment, { length, batches }, 'logit_diff', ablation).runs.batches[1].donorSenders
    for (const pos of [0, 5, length - 1]) {
      const from = ((2 + 1) * length + pos) * dModel
      const at = (ablation: Ablation) => [...setup(ablation).subarray(from, from + dModel)]
      const having = values.flatMap((prompt) => (prompt[pos] ? [prompt[pos]] : []))
      expect(having.length).toBe(pos < 6 ? 5 : 1)
      expect(largestDifference(at('mean'), mean(having))).toBeLessThan(1e-6)
      expect(largestDifference(at('mean-over-positions'), mean(values.flat()))).toBeLessThan(1e-6)
      expect(at('zero').every((value) => value === 0)).toBe(true)
    }
  })
})

describe('what is not defined is refused', () => {
  const denoising = { direction: 'denoising', ablation: 'zero', metric: 'logit_diff' } as const
  const refusal =
    'ablation zero takes values out of the clean run, and denoising puts clean values into the corrupt one: choose direction noising, or ablation resample.'

  it('denoising with 0 or a mean', async () => {
    const experiment = await tiny('gpt2-tiny')
    const scored = { metric: 'logit_diff', direction: 'denoising', ablation: 'zero' } as const
    for (const method of [
      edgePatching(experiment, denoising),
      chainPatching(experiment, { ...denoising, path: 'm0->logits' }),
      eap(experiment, scored),
      attributionPatching(experiment, { ...scored, families: ['heads'] }),
      workflow(experiment, scored),
    ]) {
      await expect(resultOf<unknown>(method)).rejects.toThrow(new PatchbayError('bad-input', refusal))
    }
  })

  it('EAP-IG with 0 or a mean', async () => {
    const method = eap(await tiny('gpt2-tiny'), {
      metric: 'logit_diff',
      direction: 'noising',
      ablation: 'mean',
      igSteps: 5,
    })
    await expect(resultOf(method)).rejects.toThrow(
      'EAP-IG goes from the corrupt token embedding to the clean one, and ablation mean has no such way: choose plain EAP (0 steps), or ablation resample.',
    )
  })
})

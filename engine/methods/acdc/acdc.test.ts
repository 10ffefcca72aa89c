import { describe, expect, it } from 'vitest'
import { tinyTask, type ReferenceTask } from '../../../testing/reference-tasks'
import { recordRun, type RunRecord } from '../../../testing/replay-run'
import type { EffectColumns, MetricName } from '../../../contract'
import { Circuit, edgesInTestOrder } from '../../graph'
import { openModel } from '../../model'
import { type CircuitEvaluator, type EvaluatorSetup, MaskedEvaluator } from '../../evaluators'
import { graphOf } from '../../experiment/experiment'
import { acdc, toColumns } from './acdc'
import type { Decision } from '../event'
import { acdcOnPairs, type AcdcOnPairsOptions } from '../../../testing/acdc-on-pairs'
import { valuesOf } from '../../onnx'

const SETTINGS = { metric: 'kl', threshold: 0.03, order: 'reference', absolute: false } as const

async function optionsFor(task: ReferenceTask, config: Partial<AcdcOnPairsOptions['config']> = {}) {
  const model = await openModel(task.modelPath)
  return {
    config: { ...SETTINGS, ...config },
    architecture: model.config,
    weights: await model.loadWeights(),
    pairs: task.pairs,
    threads: 1,
  }
}

/** The same evaluator with another batch size. */
async function withBatchSize(setup: EvaluatorSetup, size: number): Promise<CircuitEvaluator> {
  const evaluator = await MaskedEvaluator.create(setup)
  evaluator.batchSize = () => size
  return evaluator
}

const edgesOf = (record: RunRecord) =>
  record.decisions.map(({ edge, kept, reason }) => ({ edge, kept, reason }))

describe('where the model gives no numbers', () => {
  const refusal = (side: string) =>
    `the model gives no numbers on prompt 1 (its embedding)${side === 'clean' ? '' : ' in its corrupt run'}: its weights may be damaged or hold values too large.`

  for (const side of ['clean', 'corrupt'] as const) {
    it(`on the ${side} prompts, the run ends with one sentence`, async () => {
      const options = await optionsFor(tinyTask('attn-only-2l'), { metric: 'logit_diff' })
      const { embed } = options.weights
      const used = new Set(options.pairs.flatMap(({ clean, corrupt }) => [...clean, ...corrupt]))
      const token = Array.from({ length: embed.dims[0] }, (_, id) => id).find((id) => !used.has(id))!
      const damaged = valuesOf(embed.data)
      damaged.fill(NaN, token * embed.dims[1], (token + 1) * embed.dims[1])
      const weights = { ...options.weights, embed: { ...embed, data: damaged } }
      const pairs = options.pairs.map((pair) => ({ ...pair, [side]: pair[side].with(0, token) }))
      await expect(recordRun(acdcOnPairs({ ...options, weights, pairs }))).rejects.toThrow(refusal(side))
    })
  }
})

describe('nested batches', () => {
  it('decide as one edge at a time does, for every batch size', async () => {
    const options = await optionsFor(tinyTask('gpt2-tiny'))
    const run = (size: number) =>
      recordRun(acdcOnPairs({ ...options, createEvaluator: (setup) => withBatchSize(setup, size) }))
    const alone = await run(1)
    for (let size = 2; size <= 16; size++) {
      const record = await run(size)
      expect(edgesOf(record)).toEqual(edgesOf(alone))
      record.decisions.forEach(({ delta }, step) => {
        if (delta !== null) expect(Math.abs(delta - alone.decisions[step].delta!)).toBeLessThan(2e-6)
      })
    }
  })
})

describe('a run that goes on from its journal', () => {
  it('ends as the uninterrupted one, from every step on', async () => {
    const options = await optionsFor(tinyTask('attn-only-2l'), { metric: 'logit_diff', threshold: 0.2 })
    const whole = await recordRun(acdcOnPairs(options))
    for (let step = 0; step <= whole.decisions.length; step += 3) {
      const journal = toColumns(whole.decisions.slice(0, step))
      const rest = await recordRun(acdcOnPairs({ ...options, journal }))
      expect(edgesOf(rest)).toEqual(edgesOf(whole).slice(step))
      rest.decisions.forEach(({ delta }, i) => {
        expect(delta).toBe(whole.decisions[step + i].delta)
      })
      expect(rest.done.measurement).toEqual(whole.done.measurement)
      expect(rest.done.edges).toEqual(whole.done.edges)
    }
  })

  it('has given back nothing that effects of later layers, or tests of earlier ones, still need', async () => {
    const options = await optionsFor(tinyTask('gpt2-tiny'), { threshold: 0.002 })
    const whole = await recordRun(acdcOnPairs(options))
    const steps = whole.decisions.length
    expect(whole.effects.size).toBeGreaterThan(5)
    for (const part of [0.2, 0.5, 0.7, 0.9]) {
      const journal = toColumns(whole.decisions.slice(0, Math.floor(part * steps)))
      const rest = await recordRun(acdcOnPairs({ ...options, journal }))
      expect(edgesOf(rest)).toEqual(edgesOf(whole).slice(journal.edge.length))
      expect(rest.effects.size).toBe(whole.effects.size)
      for (const [edge, effect] of rest.effects) expect(effect).toBeCloseTo(whole.effects.get(edge)!, 6)
      expect(rest.done.edges).toEqual(whole.done.edges)
    }
  })

  it('measures the effects that are missing, and only those', async () => {
    const options = await optionsFor(tinyTask('attn-only-2l'), { metric: 'logit_diff', threshold: 0.2 })
    const whole = await recordRun(acdcOnPairs(options))
    const [first, ...others] = [...whole.effects]
    const effects: EffectColumns = { edge: Int32Array.of(first[0]), effect: Float64Array.of(first[1]) }
    const rest = await recordRun(acdcOnPairs({ ...options, journal: toColumns(whole.decisions), effects }))
    expect([...rest.effects.keys()]).toEqual(others.map(([edge]) => edge))
    for (const [edge, effect] of others) expect(rest.effects.get(edge)).toBe(effect)
  })

  it('refuses the journal of another run', async () => {
    const options = await optionsFor(tinyTask('attn-only-2l'))
    const whole = await recordRun(
      acdcOnPairs({ ...options, config: { ...SETTINGS, order: 'heads-ascending' } }),
    )
    const journal = toColumns(whole.decisions)
    await expect(recordRun(acdcOnPairs({ ...options, journal }))).rejects.toThrow(
      'the journal does not belong to this run: at step 0 it has a1.h0->logits where the test order has a1.h3->logits; start a new run.',
    )
  })
})

/**
 * The algorithm as it is written down: one edge at a time over sets, each circuit measured from scratch. `thresholdAt`:
 * what the decision of a step is compared with, where it is not always the same.
 */
async function sequentialAcdc(
  options: AcdcOnPairsOptions,
  measure: (circuit: Circuit) => Promise<number>,
  sense: number,
  thresholdAt: (step: number) => number = () => options.config.threshold,
) {
  const graph = graphOf(options.architecture)
  const circuit = Circuit.full(graph.edgeCount)
  const decisions: { edge: number; kept: boolean; delta: number | null }[] = []
  for (const edge of edgesInTestOrder(graph, options.config.order as 'reference')) {
    const node = graph.receivers[graph.edgeReceiver[edge]].sender
    const isRead = node < 0 || circuit.edges().some((kept) => graph.edgeSender[kept] === node)
    const before = await measure(circuit)
    circuit.delete(edge)
    const delta = isRead ? sense * ((await measure(circuit)) - before) : null
    const kept =
      delta !== null && !((options.config.absolute ? Math.abs(delta) : delta) < thresholdAt(decisions.length))
    if (kept) circuit.add(edge)
    decisions.push({ edge, kept, delta })
  }
  return decisions
}

describe('against the plainest form of the algorithm', () => {
  const cases: {
    metric: MetricName
    threshold: number
    absolute: boolean
    order: 'reference' | 'heads-ascending'
  }[] = [
    { metric: 'logit_diff', threshold: 0.1, absolute: true, order: 'reference' },
    { metric: 'kl', threshold: 0.03, absolute: true, order: 'heads-ascending' },
    { metric: 'nll', threshold: 0.05, absolute: false, order: 'heads-ascending' },
    { metric: 'prob_diff', threshold: 0.01, absolute: false, order: 'reference' },
    { metric: 'log_prob', threshold: 0.05, absolute: true, order: 'reference' },
  ]
  for (const config of cases) {
    it(`decides the same with ${config.metric}${config.absolute ? ', absolute' : ''}, ${config.order}`, async () => {
      const options = await optionsFor(tinyTask('gpt2-tiny'), config)
      let oracle: MaskedEvaluator | null = null
      const record = await recordRun(
        acdcOnPairs({
          ...options,
          createEvaluator: async (setup) => {
            oracle = await MaskedEvaluator.create(setup)
            oracle.release = async () => {}
            const meter = setup.meter
            sequential = await sequentialAcdc(
              options,
              async (circuit) => meter.mean(config.metric, (await oracle!.logits([circuit]))[0]),
              config.metric === 'kl' || config.metric === 'nll' ? 1 : -1,
            )
            return oracle
          },
        }),
      )
      expect(record.decisions.map(({ edge, kept }) => ({ edge, kept }))).toEqual(
        sequential!.map(({ edge, kept }) => ({ edge, kept })),
      )
      const free = sequential!.filter(({ delta }) => delta === null)
      expect(record.decisions.filter(({ reason }) => reason === 'receiver-has-no-kept-output')).toHaveLength(
        free.length,
      )
    })
  }
  let sequential: Awaited<ReturnType<typeof sequentialAcdc>> | null = null
})

describe('a run that goes on from decisions made at another threshold', () => {
  /** Decisions and final circuit of the mixed definition, as it is written down. */
  async function slowly(options: AcdcOnPairsOptions, thresholdAt: (step: number) => number) {
    let decisions: Awaited<ReturnType<typeof sequentialAcdc>> = []
    const createEvaluator = async (setup: EvaluatorSetup) => {
      const oracle = await MaskedEvaluator.create(setup)
      const measure = async (circuit: Circuit) =>
        setup.meter.mean(setup.metric, (await oracle.logits([circuit]))[0])
      decisions = await sequentialAcdc(options, measure, setup.metric === 'kl' ? 1 : -1, thresholdAt)
      return oracle
    }
    // The evaluator is there once the baseline is: the rest of the run is not asked for.
    for await (const event of acdcOnPairs({ ...options, createEvaluator }))
      if (event.type === 'baseline') break
    return decisions
  }

  const cases = [
    { name: 'attn-only-2l', metric: 'logit_diff', from: 0.5, to: 0.05, absolute: false },
    { name: 'gpt2-tiny', metric: 'kl', from: 0.002, to: 0.05, absolute: true },
  ] as const
  for (const { name, metric, from, to, absolute } of cases) {
    it(`decides as one edge at a time does, ${name}, ${metric}, from every part on`, async () => {
      const options = await optionsFor(tinyTask(name), { metric, threshold: from, absolute })
      const before = await recordRun(acdcOnPairs(options))
      const steps = before.decisions.length
      for (const part of [0.15, 0.4, 0.65, 0.9]) {
        const taken = Math.floor(part * steps)
        const journal = toColumns(before.decisions.slice(0, taken))
        const forked = { ...options, config: { ...options.config, threshold: to } }
        const rest = await recordRun(acdcOnPairs({ ...forked, journal }))
        const mixed = await slowly(forked, (step) => (step < taken ? from : to))
        const all = [...before.decisions.slice(0, taken), ...rest.decisions]
        expect(all.map(({ edge, kept }) => ({ edge, kept }))).toEqual(
          mixed.map(({ edge, kept }) => ({ edge, kept })),
        )
        mixed.forEach(({ delta }, step) => {
          expect(Math.abs((all[step].delta ?? 0) - (delta ?? 0))).toBeLessThan(2e-5)
        })
        const kept = mixed.filter((decision) => decision.kept).map(({ edge }) => edge)
        expect([...rest.done.edges]).toEqual(kept.sort((a, b) => a - b))
      }
    })
  }
})

/** An evaluator whose metric is a sum of one number per edge that is cut: deltas can be chosen. */
function additiveEvaluator(
  cost: (edge: number) => number,
  size: number,
): CircuitEvaluator & { measured: number[][] } {
  let current = 0
  const measured: number[][] = []
  return {
    measured,
    currentMetric: async () => current,
    currentLogits: async () => new Float32Array(),
    batchSize: () => size,
    nestedCuts: async (edges) => {
      measured.push([...edges])
      let metric = current
      return edges.map((edge) => (metric += cost(edge)))
    },
    async *replay(edges) {
      yield edges.length
    },
    commit: async (edges) => edges.forEach((edge) => (current += cost(edge))),
    singleEdgeMetrics: async (edges) => edges.map(cost),
    release: async () => {},
  }
}

describe('decisions', () => {
  const graph = graphOf({
    ...({
      layerCount: 1,
      heads: 2,
      parallel: false,
      mlp: { kind: 'plain', activation: 'relu' },
    } as AcdcOnPairsOptions['architecture']),
  })
  const order = edgesInTestOrder(graph, 'reference')
  const decide = async (evaluator: CircuitEvaluator, absolute = false): Promise<Decision[]> => {
    const decisions: Decision[] = []
    const options = { graph, order, evaluator, metricInitial: 0, sense: 1 as const, threshold: 1, absolute }
    for await (const step of acdc(options)) if (step.type === 'decision') decisions.push(step)
    return decisions
  }

  it('keep an edge whose delta equals the threshold, and one whose delta is not a number', async () => {
    const equal = await decide(additiveEvaluator(() => 1, 4))
    expect(equal.every(({ kept }) => kept)).toBe(true)
    expect((await decide(additiveEvaluator(() => NaN, 4))).every(({ kept }) => kept)).toBe(true)
  })

  it('cut an edge that improves the metric, unless absolute changes are compared', async () => {
    expect((await decide(additiveEvaluator(() => -2, 4))).some(({ kept }) => kept)).toBe(false)
    expect(
      (
        await decide(
          additiveEvaluator(() => -2, 4),
          true,
        )
      ).every(({ kept }) => kept),
    ).toBe(true)
  })

  it('cost no run below a node that nothing reads', async () => {
    const evaluator = additiveEvaluator(() => 0, 8)
    const decisions = await decide(evaluator)
    expect(decisions).toHaveLength(order.length)
    expect(evaluator.measured.flat()).toEqual([...order.slice(0, 4)])
    expect(
      decisions
        .slice(4)
        .every(
          ({ reason, metric, delta }) =>
            reason === 'receiver-has-no-kept-output' && metric === null && delta === null,
        ),
    ).toBe(true)
  })

  it('are not made before they are asked for', async () => {
    const evaluator = additiveEvaluator(() => 2, 8)
    const options = {
      graph,
      order,
      evaluator,
      metricInitial: 0,
      sense: 1 as const,
      threshold: 1,
      absolute: false,
    }
    const run = acdc(options)
    expect(evaluator.measured).toHaveLength(0)
    expect((await run.next()).value).toEqual({ type: 'testing', edge: order[0] })
    expect(evaluator.measured).toHaveLength(0)
    await run.next()
    expect(evaluator.measured).toHaveLength(1)
    await run.return(undefined)
    expect(evaluator.measured).toHaveLength(1)
  })
})

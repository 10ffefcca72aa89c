import { describe, expect, it } from 'vitest'
import { ABLATIONS, type AcdcConfig } from '../../../contract'
import { tinyTask } from '../../../testing/reference-tasks'
import { edgesInTestOrder } from '../../graph'
import { openModel } from '../../model'
import { weightFeeds } from '../../transformer'
import { eap } from '../eap/eap'
import { MaskedEvaluator } from '../../evaluators'
import { graphOf } from '../../experiment/experiment'
import { toColumns } from './acdc'
import { resultOf } from '../../experiment/progress'
import type { Decision } from '../event'
import { acdcOnPairs, type AcdcOnPairsOptions } from '../../../testing/acdc-on-pairs'
import { checkAcdc } from './index'

async function optionsOf(ablation: AcdcConfig['ablation']): Promise<AcdcOnPairsOptions> {
  const task = tinyTask('gpt2-tiny')
  const model = await openModel(task.modelPath)
  return {
    architecture: model.config,
    weights: await model.loadWeights(),
    pairs: task.pairs,
    threads: 1,
    config: { metric: 'logit_diff', threshold: 0.03, order: 'eap', absolute: false, ablation },
  }
}

async function record(options: AcdcOnPairsOptions, until = Infinity) {
  const decisions: Decision[] = []
  let testOrder: Int32Array | undefined
  for await (const event of acdcOnPairs(options)) {
    if (event.type === 'baseline') testOrder = event.testOrder
    if (event.type !== 'decision') continue
    const { type: _type, ...decision } = event
    decisions.push(decision)
    if (decisions.length >= until) break
  }
  return { decisions, testOrder: testOrder! }
}

describe('order eap', () => {
  it.each(ABLATIONS)(
    '%s: visits receivers as the reference does, and the senders of each by |EAP|',
    async (ablation) => {
      const options = await optionsOf(ablation)
      const { decisions, testOrder } = await record(options)
      expect(decisions.map(({ edge }) => edge)).toEqual([...testOrder])
      const { weights, pairs } = options
      const experiment = { config: options.architecture, weights: weightFeeds(weights), pairs, threads: 1 }
      const { scores } = await resultOf(
        eap(experiment, { metric: 'logit_diff', direction: 'noising', ablation }),
      )
      const graph = graphOf(options.architecture)
      const receivers = (edges: Int32Array) => Array.from(edges, (edge) => graph.edgeReceiver[edge])
      expect(receivers(testOrder)).toEqual(receivers(edgesInTestOrder(graph, 'reference')))
      expect([...testOrder].sort((a, b) => a - b)).toEqual(Array.from(testOrder, (_, edge) => edge))
      for (let step = 1; step < testOrder.length; step++) {
        const [before, edge] = [testOrder[step - 1], testOrder[step]]
        if (graph.edgeReceiver[before] !== graph.edgeReceiver[edge]) continue
        expect(Math.abs(scores.score[before])).toBeLessThanOrEqual(Math.abs(scores.score[edge]))
      }
      const masked = await record({ ...options, createEvaluator: MaskedEvaluator.create })
      expect(decisions.map(({ edge, kept }) => [edge, kept])).toEqual(
        masked.decisions.map(({ edge, kept }) => [edge, kept]),
      )
    },
  )

  it('stays that of the run when it is resumed, whatever EAP would say by then', async () => {
    const options = await optionsOf('zero')
    const whole = await record(options)
    const { decisions, testOrder } = await record(options, 40)
    const rest = await record({ ...options, threads: 2, journal: toColumns(decisions), testOrder })
    expect([...decisions, ...rest.decisions]).toEqual(whole.decisions)
  })

  it('refuses a metric whose EAP is 0 everywhere, and takes the order from another', async () => {
    const config = { metric: 'kl', threshold: 0.03, order: 'eap' } as AcdcConfig
    expect(() => checkAcdc(config)).toThrow(
      'kl has gradient 0 at the clean run, so EAP with kl is 0 for every edge and gives no order: take the order from another metric (--order-metric logit_diff), or choose another order.',
    )
    checkAcdc({ ...config, orderMetric: 'log_prob' })
    const options = await optionsOf('resample')
    const { testOrder } = await record(options, 1)
    const kl = { ...options, config: { ...options.config, metric: 'kl', orderMetric: 'logit_diff' } as const }
    expect((await record(kl, 1)).testOrder).toEqual(testOrder)
  })
})

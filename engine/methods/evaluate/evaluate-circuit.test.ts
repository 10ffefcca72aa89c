import { describe, expect, it } from 'vitest'
import { meaningOfReading } from '../../../contract'
import {
  experimentOf,
  realReferences,
  tinyReferences,
  worstExcess,
  type MethodReference,
} from '../../../testing/method-references'
import { describeWithShared } from '../../../testing/real-models'
import { Circuit } from '../../graph'
import { eap } from '../eap/eap'
import { graphOf } from '../../experiment/experiment'
import { circuitCurves } from './circuit-curves'
import { evaluateCircuits } from './evaluate-circuit'
import { normalisedEffect } from '../../experiment/faithfulness'
import { resultOf } from '../../experiment/progress'

function checkReference({ task, numbers, tolerance }: MethodReference): void {
  const { order, circuits, mib, mib_signed: signed } = numbers.faithfulness!

  it('the circuits of the best edges, pruned and unpruned', async () => {
    const experiment = await experimentOf(task)
    const { edgeCount } = graphOf(experiment.config)
    const { reports } = await resultOf(
      evaluateCircuits(
        experiment,
        circuits.map(({ k }) => Circuit.of(edgeCount, order.slice(0, k))),
      ),
    )
    circuits.forEach((expected, i) => {
      const { edges, edgesAfterPruning, measurement, faithfulness } = reports[i]
      expect([edges, edgesAfterPruning]).toEqual([expected.k, expected.edges_after_prune])
      const { logit_diff, kl, log_prob } = measurement.mean
      const values = [logit_diff, kl, log_prob, faithfulness.mean!]
      expect(
        worstExcess(values, [expected.ld, expected.kl, expected.lp, expected.faithfulness_ld], tolerance),
      ).toBeLessThan(1)
    })
  })

  it('faithfulness by size, CPR and CMD', async () => {
    const experiment = await experimentOf(task)
    const { scores } = await resultOf(eap(experiment, { metric: 'logit_diff', direction: 'noising' }))
    const meaning = meaningOfReading({ kind: 'effect', metric: 'logit_diff', direction: 'noising' })
    const curves = await resultOf(
      circuitCurves(experiment, { scores: scores.score, meaning, randomDraws: 1 }),
    )
    const check = (
      curve: typeof curves.absolute,
      expected: { faithfulness_ld: number[]; CPR: number; CMD: number },
    ) => {
      const values = curve.sizes.map(({ report }) => report.faithfulness.mean!)
      expect(
        worstExcess(
          [...values, curve.cpr, curve.cmd],
          [...expected.faithfulness_ld, expected.CPR, expected.CMD],
          tolerance,
        ),
      ).toBeLessThan(1)
    }
    expect(curves.absolute.sizes.map(({ edges }) => edges)).toEqual(mib.k)
    check(curves.absolute, mib)
    if (signed) check(curves.signed!, signed)
    expect(curves.empty.faithfulness.mean).toBeCloseTo(0, 5)
    expect(curves.random[0].sizes.at(-1)!.report.faithfulness.mean).toBeCloseTo(1, 5)
  })
}

for (const reference of tinyReferences())
  describe(`the published circuits of ${reference.name}`, () => checkReference(reference))

describeWithShared('the reference circuits of real models', (shared) => {
  for (const reference of realReferences(shared)) {
    if (reference.numbers.faithfulness) describe(reference.name, () => checkReference(reference))
  }
})

describe('a circuit report', () => {
  it('names the prompt that is served worst relative to the model', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const { edgeCount } = graphOf(experiment.config)
    const { reports } = await resultOf(evaluateCircuits(experiment, [Circuit.of(edgeCount, [1, 50, 100])]))
    const { perPrompt, worst } = reports[0].faithfulness
    expect(worst!.faithfulness).toBe(Math.min(...perPrompt))
    expect(perPrompt[worst!.row]).toBe(worst!.faithfulness)
  })

  it('is refused as a part of a difference that is none', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const same = experiment.pairs.map((pair) => ({ ...pair, corrupt: pair.clean }))
    const { baseline } = await resultOf(evaluateCircuits({ ...experiment, pairs: same }, []))
    expect(() => normalisedEffect(1, baseline, 'logit_diff')).toThrow(
      'logit_diff is the same on the clean and the corrupt prompts (2.39931), so no effect can be given as a part of their difference: choose other prompts or another metric.',
    )
  })
})

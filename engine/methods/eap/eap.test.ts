import { describe, expect, it } from 'vitest'
import {
  architectureReferences,
  DIRECTION_NAMES,
  experimentOf,
  metricsOf,
  realReferences,
  tinyReferences,
  worstExcess,
  type MethodReference,
  type ReferenceDirection,
} from '../../../testing/method-references'
import { describeWithShared } from '../../../testing/real-models'
import { eap } from './eap'
import { resultOf } from '../../experiment/progress'

function checkReference({ task, numbers, tolerance }: MethodReference): void {
  it('EAP, both directions, every metric', async () => {
    const experiment = await experimentOf(task)
    for (const [name, byMetric] of Object.entries(numbers.eap)) {
      const direction = DIRECTION_NAMES[name as ReferenceDirection]
      for (const { metric, expected } of metricsOf(byMetric)) {
        const { scores } = await resultOf(eap(experiment, { metric, direction }))
        expect(worstExcess(scores.score, expected, tolerance)).toBeLessThan(1)
        expect(scores.passes).toEqual({ forward: 2, backward: 1 })
      }
    }
  })

  if (!numbers.eap_ig5) return
  it('EAP-IG with 5 steps, of the opposite sign in the opposite direction', async () => {
    const experiment = await experimentOf(task)
    for (const { metric, expected } of metricsOf(numbers.eap_ig5!.k0_4)) {
      const { scores } = await resultOf(eap(experiment, { metric, direction: 'noising', igSteps: 5 }))
      expect(worstExcess(scores.score, expected, tolerance)).toBeLessThan(1)
      expect(scores.passes).toEqual({ forward: 7, backward: 5 })
    }
    const { scores } = await resultOf(
      eap(experiment, { metric: 'logit_diff', direction: 'denoising', igSteps: 5 }),
    )
    const opposite = metricsOf(numbers.eap_ig5!.k0_4)[0].expected.map((score) => -score)
    expect(worstExcess(scores.score, opposite, tolerance)).toBeLessThan(1)
  })
}

for (const reference of [...tinyReferences(), ...architectureReferences()])
  describe(`the published scores of ${reference.name}`, () => checkReference(reference))

describeWithShared('the reference scores of real models', (shared) => {
  for (const reference of realReferences(shared)) describe(reference.name, () => checkReference(reference))
})

describe('EAP refuses', () => {
  it('kl with noising, whose gradient is 0', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    await expect(resultOf(eap(experiment, { metric: 'kl', direction: 'noising' }))).rejects.toThrow(
      'kl has gradient 0 at the clean run, so attribution with kl in direction noising is 0 everywhere: choose denoising or another metric.',
    )
  })

  it('a number of steps that is none', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    await expect(
      resultOf(eap(experiment, { metric: 'kl', direction: 'noising', igSteps: 0 })),
    ).rejects.toThrow('the number of EAP-IG steps is 0: give a whole number above 0 such as 5.')
  })
})

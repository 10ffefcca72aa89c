import { describe, expect, it } from 'vitest'
import {
  architectureReferences,
  experimentOf,
  realReferences,
  tinyReferences,
  worstExcess,
  type MethodReference,
} from '../../../testing/method-references'
import { describeWithShared } from '../../../testing/real-models'
import { eapIgScores, eapScores } from '../../../testing/reference-numbers'
import { eap } from './eap'
import { resultOf } from '../../experiment/progress'

function checkReference(reference: MethodReference): void {
  const { numbers, tolerance } = reference
  it('EAP, both directions, every metric', async () => {
    expect.hasAssertions()
    for (const direction of ['noise', 'denoise'] as const) {
      for await (const { actual, expected, passes } of eapScores(reference, direction)) {
        expect(worstExcess(actual, expected, tolerance)).toBeLessThan(1)
        expect(passes).toEqual({ forward: 2, backward: 1 })
      }
    }
  })

  if (!numbers.eap_ig5) return
  it('EAP-IG with 5 steps, of the opposite sign in the opposite direction', async () => {
    expect.hasAssertions()
    for (const direction of ['noise', 'denoise'] as const) {
      for await (const { actual, expected, passes } of eapIgScores(reference, direction)) {
        expect(worstExcess(actual, expected, tolerance)).toBeLessThan(1)
        expect(passes).toEqual({ forward: 7, backward: 5 })
      }
    }
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

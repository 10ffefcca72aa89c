import type { Site, SiteFamily } from '../../../contract'
import { describe, expect, it } from 'vitest'
import {
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
import { attributeSites, siteEffects } from './attribution-patching'
import { resultOf } from '../../experiment/progress'

/** Which of our sites a reference array holds, in its order. */
const ARRAYS: Record<string, { choice: SiteFamily; isPart(site: Site): boolean }> = {
  resid_pre: { choice: 'resid', isPart: () => true },
  attn_out: { choice: 'attn', isPart: ({ pos }) => pos !== undefined },
  mlp_out: { choice: 'mlp', isPart: ({ pos }) => pos !== undefined },
  mlp_out_all_pos: { choice: 'mlp', isPart: ({ pos }) => pos === undefined },
  head_z_all_pos: { choice: 'heads', isPart: () => true },
}

function checkReference({ task, numbers, tolerance }: MethodReference): void {
  for (const [name, arrays] of Object.entries(numbers.node_attribution ?? {})) {
    it(`${name}: every array and metric, from two forwards and one backward`, async () => {
      const experiment = await experimentOf(task)
      const direction = DIRECTION_NAMES[name as ReferenceDirection]
      for (const { metric } of metricsOf(Object.values(arrays)[0])) {
        const result = await resultOf(attributeSites(experiment, { metric, direction }))
        expect(result.passes).toEqual({ forward: 2, backward: 1 })
        for (const [array, byMetric] of Object.entries(arrays)) {
          const { choice, isPart } = ARRAYS[array]
          const effects = siteEffects(experiment.config, result, choice).filter(isPart)
          const { expected } = metricsOf(byMetric).find((one) => one.metric === metric)!
          const values = effects.map(({ effect }) => effect)
          expect(worstExcess(values, expected, tolerance)).toBeLessThan(1)
        }
      }
    })
  }
}

for (const reference of tinyReferences())
  describe(`the published scores of ${reference.name}`, () => checkReference(reference))

describeWithShared('the reference scores of real models', (shared) => {
  for (const reference of realReferences(shared)) {
    if (reference.numbers.node_attribution) describe(reference.name, () => checkReference(reference))
  }
})

describe('attribution patching refuses', () => {
  it('kl with noising, whose gradient is 0', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    await expect(
      resultOf(attributeSites(experiment, { metric: 'kl', direction: 'noising' })),
    ).rejects.toThrow('kl has gradient 0 at the clean run')
  })
})

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
} from '../../fixtures/method-references'
import { describeWithShared } from '../../fixtures/real-models'
import { activationPatching, type PlaceScore } from './activation-patching'
import { resultOf } from './experiment'
import type { PlaceChoice } from './places'

/** Which of our places a reference array holds, in its order. */
const ARRAYS: Record<string, { choice: PlaceChoice; isPart(score: PlaceScore): boolean }> = {
  resid_pre: { choice: 'resid', isPart: () => true },
  attn_out: { choice: 'attn', isPart: ({ pos }) => pos !== undefined },
  mlp_out: { choice: 'mlp', isPart: ({ pos }) => pos !== undefined },
  mlp_out_all_pos: { choice: 'mlp', isPart: ({ pos }) => pos === undefined },
  head_z_all_pos: { choice: 'heads', isPart: () => true },
}

function checkReference({ task, numbers, tolerance }: MethodReference): void {
  for (const [name, arrays] of Object.entries(numbers.node_patching ?? {})) {
    it(`${name}: every array and metric`, async () => {
      const experiment = await experimentOf(task)
      const direction = DIRECTION_NAMES[name as ReferenceDirection]
      for (const [array, byMetric] of Object.entries(arrays)) {
        const { choice, isPart } = ARRAYS[array]
        const metrics = metricsOf(byMetric)
        const { scores } = await resultOf(
          activationPatching(experiment, {
            direction,
            choices: [choice],
            metrics: metrics.map(({ metric }) => metric),
          }),
        )
        for (const { metric, expected } of metrics) {
          const values = scores.filter(isPart).map(({ value }) => value[metric]!)
          expect(worstExcess(values, expected, tolerance)).toBeLessThan(1)
        }
      }
    })
  }
}

for (const reference of tinyReferences())
  describe(`the published values of ${reference.name}`, () => checkReference(reference))

describeWithShared('the reference values of real models', (shared) => {
  for (const reference of realReferences(shared)) {
    if (reference.numbers.node_patching) describe(reference.name, () => checkReference(reference))
  }
})

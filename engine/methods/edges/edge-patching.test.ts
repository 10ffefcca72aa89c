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
import { edgePatching } from './edge-patching'
import { resultOf } from '../../experiment/progress'

function checkReference({ task, numbers, tolerance }: MethodReference): void {
  for (const [name, byMetric] of Object.entries(numbers.edge_exact)) {
    it(`${name}: every edge and metric`, async () => {
      const experiment = await experimentOf(task)
      const metrics = metricsOf(byMetric)
      const { length } = metrics[0].expected
      // All edges of the larger models were compared once; every seventh of them keeps this test short.
      const edges = Array.from({ length }, (_, edge) => edge).filter(
        (edge) => length < 1000 || edge % 7 === 0,
      )
      const direction = DIRECTION_NAMES[name as ReferenceDirection]
      for (const { metric, expected } of metrics) {
        const { scores } = await resultOf(edgePatching(experiment, { metric, direction, edges }))
        const values = scores.score.map((effect) => scores.baseMetric + effect)
        expect(
          worstExcess(
            values,
            edges.map((edge) => expected[edge]),
            tolerance,
          ),
        ).toBeLessThan(1)
      }
    })
  }
}

for (const reference of [...tinyReferences(), ...architectureReferences()])
  describe(`the published edges of ${reference.name}`, () => checkReference(reference))

describeWithShared('the reference edges of real models', (shared) => {
  for (const reference of realReferences(shared)) describe(reference.name, () => checkReference(reference))
})

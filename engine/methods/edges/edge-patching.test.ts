import { describe, expect, it } from 'vitest'
import {
  architectureReferences,
  realReferences,
  tinyReferences,
  worstExcess,
  type MethodReference,
} from '../../../testing/method-references'
import { describeWithShared } from '../../../testing/real-models'
import { exactEdges } from '../../../testing/reference-numbers'

function checkReference(reference: MethodReference): void {
  const { task, numbers, tolerance } = reference
  // All edges of the larger models were compared once; every seventh of them keeps this test short.
  const isMeasured = (edge: number) => task.edgeExact.ld.length < 1000 || edge % 7 === 0
  for (const direction of ['noise', 'denoise'] as const) {
    if (!numbers.edge_exact[direction]) continue
    it(`${direction}: every edge and metric`, async () => {
      expect.hasAssertions()
      for await (const { actual, expected } of exactEdges(reference, direction, isMeasured))
        expect(worstExcess(actual, expected, tolerance)).toBeLessThan(1)
    })
  }
}

for (const reference of [...tinyReferences(), ...architectureReferences()])
  describe(`the published edges of ${reference.name}`, () => checkReference(reference))

describeWithShared('the reference edges of real models', (shared) => {
  for (const reference of realReferences(shared)) describe(reference.name, () => checkReference(reference))
})

import { expect, it } from 'vitest'
import { rocOfPoints, type SweepPoint } from '../../../contract'
import { agreementOf } from './sweep-agreement'
import type { JudgedNumbers } from './run-numbers'

const judged = { precision: 0.5, recall: 0.75, sharedEdges: 3, referenceEdges: 4, edges: 6 } as JudgedNumbers

it('counts what a circuit has of its reference, and of the other edges', () => {
  expect(agreementOf(judged, 24)).toEqual({
    ...{ precision: 0.5, recall: 0.75 },
    ...{ truePositiveRate: 0.75, falsePositiveRate: 3 / 20 },
  })
  expect(agreementOf({ ...judged, precision: null }, 24)).toBeNull()
})

it('draws the best of the circuits as a staircase: the area is what is found for sure', () => {
  const point = (falsePositiveRate: number, truePositiveRate: number) =>
    ({ agreement: { falsePositiveRate, truePositiveRate } }) as SweepPoint
  const roc = rocOfPoints([point(0.5, 0.75), point(0.25, 0.5), point(0.75, 0.5)])!
  expect(roc.points.map((each) => [each.falsePositiveRate, each.truePositiveRate])).toEqual([
    [0, 0],
    [0.25, 0.5],
    [0.5, 0.75],
    [0.75, 0.75],
    [1, 1],
  ])
  expect(roc.auc).toBeCloseTo(0.25 * (0 + 0.5 + 0.75 + 0.75), 12)
  expect(rocOfPoints([{ agreement: null } as SweepPoint])).toBeNull()
})

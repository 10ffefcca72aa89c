import { expect, it } from 'vitest'
import { tracedLooks } from './traced-looks'

it('tracedLooks colours by sign and leaves the faintest to the list', () => {
  const edges = [
    { row: 0, edge: 4, name: 'a', score: -8 },
    { row: 1, edge: 5, name: 'b', score: 2 },
    { row: 2, edge: 6, name: 'c', score: 0.001 },
  ]
  expect(tracedLooks(edges, 8, -1)).toEqual([
    { edge: 4, kind: 'kept', value: 1, strength: 1, isCrowded: false },
    { edge: 5, kind: 'kept', value: -0.25, strength: 0.5, isCrowded: false },
  ])
})

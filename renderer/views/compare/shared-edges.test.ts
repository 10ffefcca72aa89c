import { expect, it } from 'vitest'
import { edgesOfAll, edgesToDraw } from './shared-edges'

const kept = (...edges: number[]) => ({ kept: Int32Array.from(edges) })

it('edges that all circuits have', () => {
  expect([...edgesOfAll([kept(1, 2, 3), kept(2, 3, 4), kept(3, 2)])]).toEqual([2, 3])
  expect(edgesOfAll([kept(1), kept()]).size).toBe(0)
  expect(edgesOfAll([]).size).toBe(0)
})

it('what differs is drawn before what all have, and what is left out is counted', () => {
  const shared = new Set([2, 3])
  expect(edgesToDraw(Int32Array.of(1, 2, 3, 4), shared, 9)).toEqual({
    own: [1, 4],
    common: [2, 3],
    hidden: 0,
  })
  expect(edgesToDraw(Int32Array.of(1, 2, 3, 4), shared, 3)).toEqual({ own: [1, 4], common: [2], hidden: 1 })
  expect(edgesToDraw(Int32Array.of(1, 4, 5), shared, 2)).toEqual({ own: [1, 4], common: [], hidden: 1 })
})

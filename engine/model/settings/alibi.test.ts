import { expect, it } from 'vitest'
import { alibiSlopes } from './alibi'

/** as the library gives them (BLOOM's build_alibi_tensor, transformers 5.18), rounded to 8 digits. */
const SLOPES: Record<number, number[]> = {
  1: [0.00390625],
  2: [0.0625, 0.00390625],
  3: [0.0625, 0.00390625, 0.25],
  4: [0.25, 0.0625, 0.015625, 0.00390625],
  6: [0.25, 0.0625, 0.015625, 0.00390625, 0.5, 0.125],
  7: [0.25, 0.0625, 0.015625, 0.00390625, 0.5, 0.125, 0.03125],
  8: [0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125, 0.00390625],
  12: [
    ...[0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125, 0.00390625],
    ...[0.70710678, 0.35355338, 0.17677669, 0.088388346],
  ],
}

it.each(Object.entries(SLOPES))('the slopes of %s heads', (heads, expected) => {
  const { dims, data } = alibiSlopes(Number(heads))
  expect(dims).toEqual([expected.length])
  expected.forEach((slope, head) => expect(data[head] / slope).toBeCloseTo(1, 6))
})

it('another steepest slope', () => {
  expect([...alibiSlopes(4, 16).data]).toEqual([2 ** -4, 2 ** -8, 2 ** -12, 2 ** -16])
})

/** MPT makes the slopes of the next power of two, takes every other one from the second on, then those from the first on. */
it.each([3, 5, 6, 7, 9, 12, 20])('MPT has the same slopes for %d heads', (heads) => {
  const next = 2 ** Math.ceil(Math.log2(heads))
  const all = Array.from({ length: next }, (_, head) => 2 ** ((-8 * (head + 1)) / next))
  const order = [...all.filter((_, i) => i % 2 === 1), ...all.filter((_, i) => i % 2 === 0)].slice(0, heads)
  expect([...alibiSlopes(heads).data]).toEqual(order.map(Math.fround))
})

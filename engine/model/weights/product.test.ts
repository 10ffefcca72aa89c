import { expect, it } from 'vitest'
import { product } from './product'
import { valuesOf } from '../../onnx'

it('of [2, 3] and [3, 2]', () => {
  const a = { dims: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }
  const b = { dims: [3, 2], data: Float32Array.of(1, 0, 0, 1, 10, -1) }
  expect(product(a, b)).toEqual({ dims: [2, 2], data: Float32Array.of(31, -1, 64, -1) })
})

it('is rounded once, after the last addition', () => {
  const a = { dims: [1, 3], data: Float32Array.of(2 ** 24, 1, -(2 ** 24)) }
  const b = { dims: [3, 1], data: Float32Array.of(1, 1, 1) }
  expect([...valuesOf(product(a, b).data)]).toEqual([1])
})

it('has no data where a model is only checked', () => {
  const empty = new Float32Array(0)
  const [a, b] = [
    { dims: [1000, 2], data: empty },
    { dims: [2, 3], data: empty },
  ]
  expect(product(a, b)).toEqual({ dims: [1000, 3], data: empty })
})

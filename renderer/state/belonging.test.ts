import { expect, it } from 'vitest'
import type { ModelInfo } from '../../contract'
import { isSameModel } from './belonging'

const model = (stamp: string, modelHash: string | null) =>
  ({ stamp, identity: modelHash && { modelHash } }) as ModelInfo

it('a copy of a model is the same model, and another one at its path is not', () => {
  expect(isSameModel(model('a', 'x'), model('b', 'x'))).toBe(true)
  expect(isSameModel(model('a', 'x'), model('a', 'y'))).toBe(false)
})

it('a model whose weights are still being read is known by its files', () => {
  expect(isSameModel(model('a', null), model('a', 'x'))).toBe(true)
  expect(isSameModel(model('a', null), model('b', null))).toBe(false)
})

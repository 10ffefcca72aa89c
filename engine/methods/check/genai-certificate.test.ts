import { expect, test } from 'vitest'
import { genaiFolder } from '../../../testing/genai-model'
import { resultOf } from '../../experiment/progress'
import { openModel } from '../../model'
import { certify } from './certificate'

/** Graphs whose attention, norms and products are operators of ONNX Runtime; no config.json is beside them. */
test.each([
  ['with three products', {}],
  ['with q, k and v in one and a window', { packed: true, window: 4 }],
  ['in 4 bits, with q, k and v in one', { int4: true, packed: true }],
])('A graph %s is computed as ONNX Runtime computes it', async (_, variant) => {
  const model = await openModel(genaiFolder(variant))
  expect(model.info.weights.quantised).toBe('int4' in variant ? 'int4 in blocks of 16' : null)
  const items = await resultOf(certify(model, 1))
  expect(items.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
  expect(items.find(({ name }) => name === 'settings')?.detail).toBe(
    'There is no config.json: every setting was read off the graph.',
  )
})

import { expect, it } from 'vitest'
import { typedNumber } from './number-field'

it('typedNumber reads back every number as it is written, tiny ones too', () => {
  for (const value of [0, 20, 0.02, 9.81e-8, -1e-12, 3e7]) expect(typedNumber(String(value))).toBe(value)
  expect(typedNumber(' −0.5 ')).toBe(-0.5)
  for (const text of ['', ' ', '0.0.1', 'many', 'Infinity']) expect(typedNumber(text)).toBeNull()
})

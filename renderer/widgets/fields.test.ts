import { expect, it } from 'vitest'
import { takesLetters } from './fields'

it('single-key shortcuts wait where one types, and act where an input is only pressed', () => {
  expect(takesLetters('INPUT', '')).toBe(true)
  expect(takesLetters('INPUT', 'search')).toBe(true)
  expect(takesLetters('TEXTAREA', '')).toBe(true)
  expect(takesLetters('INPUT', 'checkbox')).toBe(false)
  expect(takesLetters('INPUT', 'radio')).toBe(false)
  expect(takesLetters('BUTTON', 'button')).toBe(false)
})

import { afterEach, expect, it, vi } from 'vitest'
import { keepScroll, scrolledTo } from './kept-scroll'

afterEach(() => void vi.useRealTimers())

it('keeps where a list rests, not where it passed', () => {
  vi.useFakeTimers()
  expect(scrolledTo('runs')).toBe(0)
  keepScroll('runs', 100)
  keepScroll('runs', 240)
  keepScroll('prompts', 30)
  expect(scrolledTo('runs')).toBe(0)
  vi.runAllTimers()
  expect([scrolledTo('runs'), scrolledTo('prompts')]).toEqual([240, 30])
})

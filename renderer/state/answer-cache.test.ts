import { describe, expect, it } from 'vitest'
import { AnswerCache, bytesOf } from './answer-cache'

const pattern = (tokens: number) => ({ values: new Float32Array(tokens ** 2), notes: ['one'] })

describe('answers that are kept', () => {
  it('are as many as fit, the oldest going first', () => {
    const cache = new AnswerCache(3 * bytesOf(pattern(100)))
    for (const key of ['a', 'b', 'c', 'd']) cache.set(key, pattern(100))
    expect(['a', 'b', 'c', 'd'].map((key) => cache.has(key))).toEqual([false, true, true, true])
    cache.set('b', pattern(1))
    cache.set('e', pattern(100))
    expect(['b', 'c', 'd', 'e'].map((key) => cache.has(key))).toEqual(
      [true, true, true, true].fill(false, 1, 2),
    )
  })

  it('are one at least, however large', () => {
    const cache = new AnswerCache(10)
    const large = pattern(50)
    cache.set('large', large)
    expect(cache.get('large')).toBe(large)
    cache.set('other', pattern(50))
    expect(cache.has('large')).toBe(false)
  })

  it('take the bytes of their arrays', () => {
    expect(bytesOf(pattern(1000))).toBeGreaterThan(4e6)
    expect(bytesOf(pattern(1000))).toBeLessThan(4.1e6)
    expect(bytesOf([{ text: 'abc', logit: 1 }, null])).toBeLessThan(400)
  })
})

import { describe, expect, it } from 'vitest'
import { KeptValues } from './kept-values'

describe('values that are kept', () => {
  it('are made once while they fit, and those asked for longest ago go first', async () => {
    const made: string[] = []
    const kept = new KeptValues<string, string>(25)
    const ask = (key: string, bytes = 10) =>
      kept.of(key, async () => {
        made.push(key)
        return { value: key.toUpperCase(), bytes }
      })
    for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(await ask(key)).toBe(key.toUpperCase())
    expect(made).toEqual(['a', 'b', 'c', 'b'])
    await ask('large', 100)
    await ask('large', 100)
    await ask('a')
    expect(made).toEqual(['a', 'b', 'c', 'b', 'large', 'a'])
  })

  it('are made again where that failed', async () => {
    const kept = new KeptValues<string, number>(25)
    const failing = kept.of('a', () => Promise.reject(new Error('no')))
    await expect(failing).rejects.toThrow('no')
    expect(await kept.of('a', async () => ({ value: 1, bytes: 1 }))).toBe(1)
  })
})

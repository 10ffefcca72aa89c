import { describe, expect, it } from 'vitest'
import { runNamed } from './find-run'

describe('a run', () => {
  const runs = [
    { number: 1, id: '3f00aa11bb22' },
    { number: 2, id: '99ab00000000' },
    { number: 12, id: '3f77aa11bb22' },
    { number: 13, id: '123456789012' },
  ]
  const found = (typed: string) => runNamed(runs, typed).number

  it('is found by its number, its id, or the beginning of its id', () => {
    expect(found('12')).toBe(12)
    expect(found('99ab00000000')).toBe(2)
    expect(found('99a')).toBe(2)
    expect(found('3f7')).toBe(12)
    expect(found('123456789012')).toBe(13)
  })

  it('is not another one whose id begins with the number', () => {
    for (const typed of ['99', '3', '123']) {
      expect(() => found(typed)).toThrow(`There is no run "${typed}": see patchbay runs list.`)
    }
  })

  it('is not guessed', () => {
    expect(() => found('3f')).toThrow('Several runs have ids that begin with "3f": give more of it.')
    expect(() => found('')).toThrow('There is no run "": see patchbay runs list.')
    expect(() => runNamed([runs[0]], '')).toThrow('There is no run "": see patchbay runs list.')
  })
})

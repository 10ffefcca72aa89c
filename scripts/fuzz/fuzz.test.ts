import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { FORMAT_NAMES } from './format-names'
import { openFormats } from './formats'
import { judge } from './judge'
import { mutate, mutationsArbitrary } from './mutations'

const CASES = 2_000
/** Of processor time, for one file. */
const LIMIT_MS = 2_000

const { formats, close } = await openFormats()
afterAll(close)

describe('a changed file is accepted, or refused with a sentence that says where', () => {
  it('of every format', () => expect(Object.keys(formats)).toEqual(FORMAT_NAMES))

  it.each(FORMAT_NAMES)(`%s, ${CASES} times`, (name) => {
    const format = formats[name]
    format.seeds.forEach((file, seed) => expect(judge(format, file, seed).kind).toBe('accepted'))
    const changes = fc.tuple(fc.nat(format.seeds.length - 1), mutationsArbitrary)
    fc.assert(
      fc.property(changes, ([which, mutations]) => {
        const { kind, message, cpuMs } = judge(format, mutate(format.seeds[which], mutations), which)
        if (kind === 'broken') throw new Error(message)
        expect(cpuMs).toBeLessThan(LIMIT_MS)
      }),
      { numRuns: CASES, seed: 1 },
    )
  })
})

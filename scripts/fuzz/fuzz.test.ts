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

  it.each(FORMAT_NAMES)(`%s, ${CASES} times`, async (name) => {
    const format = formats[name]
    for (const seed of format.seeds) expect(await judge(format, seed)).toMatchObject({ kind: 'accepted' })
    const changes = fc.tuple(fc.nat(format.seeds.length - 1), mutationsArbitrary)
    await fc.assert(
      fc.asyncProperty(changes, async ([which, mutations]) => {
        const { kind, message, cpuMs } = await judge(format, mutate(format.seeds[which], mutations))
        if (kind === 'broken') throw new Error(message)
        expect(cpuMs).toBeLessThan(LIMIT_MS)
      }),
      { numRuns: CASES, seed: 1 },
    )
  })
})

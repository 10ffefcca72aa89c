import { describe, expect, it } from 'vitest'
import { architectureModels, tinyReferences, worstExcess } from '../../testing/method-references'
import { baselineNumbers } from '../../testing/reference-numbers'

describe('both runs of the reference prompts', () => {
  for (const reference of [...tinyReferences(), ...architectureModels()]) {
    it(`of ${reference.name}: every logit and every metric`, async () => {
      for (const { actual, expected } of Object.values(await baselineNumbers(reference)))
        expect(worstExcess(actual, expected, reference.tolerance)).toBeLessThan(1)
    })
  }
})

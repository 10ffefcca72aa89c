import { expect, it } from 'vitest'
import { uniforms } from '../../testing/random-numbers'
import { killOften } from './kill-often'

it('kill -9 at random moments loses, doubles and halves nothing (more by npm run kills)', async () => {
  const options = { prompts: 300, random: uniforms(7), log: () => {} }
  const { faults, runsCompleted } = await killOften(6, options)
  expect(faults).toEqual([])
  expect(runsCompleted).toBeGreaterThan(0)
})

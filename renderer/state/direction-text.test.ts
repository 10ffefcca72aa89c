import { expect, it } from 'vitest'
import { directionText } from './direction-text'

it('says what an activation becomes under each ablation, whichever run it is patched into', () => {
  expect(directionText('noising', 'resample')).toBe(
    'The model runs on the clean prompt and one activation comes from the corrupt run: what breaks the behaviour was needed.',
  )
  expect(directionText('noising', 'zero')).toBe(
    'The model runs on the clean prompt and one activation is set to 0: what breaks the behaviour was needed.',
  )
  expect(directionText('denoising', 'resample')).toContain(
    'corrupt prompt and one activation comes from the clean run',
  )
  expect(directionText('denoising', 'mean')).toContain(
    'corrupt prompt and one activation becomes its mean over the corrupt prompts at that position',
  )
})

import { expect, it } from 'vitest'
import { tinyTask } from '../../../testing/reference-tasks'
import { openModel } from '../../model'
import { deviceParity } from './device-parity'

it('finds no difference between the cpu and itself', async () => {
  const model = await openModel(tinyTask('gpt2-tiny').modelPath)
  expect(await deviceParity(model, 'cpu')).toEqual({ difference: 0, allowed: 2e-5 })
})

it('says why a device cannot be compared, and leaves the cpu to the next', async () => {
  const model = await openModel(tinyTask('llama-tiny').modelPath)
  await expect(deviceParity(model, 'nonsense')).rejects.toThrow('this system has no such device')
  expect((await deviceParity(model, 'cpu')).difference).toBe(0)
})

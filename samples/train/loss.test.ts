import { afterAll, describe, expect, test } from 'vitest'
import { batchOf } from './batches.ts'
import { crossEntropy, TrainedModel } from './loss.ts'
import { gpt2Config, initialParameters } from './parameters.ts'
import { makeUniform, normalOf } from '../random.ts'
import { VOCABULARY } from './vocabulary.ts'

const config = gpt2Config({
  ...{ layerCount: 2, heads: 2, dModel: 8, contextLength: 32, vocabSize: VOCABULARY.length },
})
const parameters = initialParameters(config, 3)
const uniform = makeUniform(5)
// Large enough that every parameter matters.
for (const { data } of parameters.values())
  for (let i = 0; i < data.length; i++) data[i] += 0.3 * normalOf(uniform)
const model = new TrainedModel(config, parameters, 1)
const batch = batchOf(0, { seed: 4, size: 4 })
afterAll(() => model.release())

describe('the gradient of the loss is its slope', () => {
  test.each([...parameters.keys()])('along a random direction of %s', async (name) => {
    const { gradients } = await model.lossGradient(batch)
    const { data } = parameters.get(name)!
    const direction = Float64Array.from(data, () => normalOf(uniform))
    const slope = gradients.get(name)!.reduce((sum, value, i) => sum + value * direction[i], 0)
    const before = data.slice()
    const lossAt = async (step: number) => {
      for (let i = 0; i < data.length; i++) data[i] = before[i] + step * direction[i]
      const loss = await model.loss(batch)
      data.set(before)
      return loss
    }
    const size = 2e-3
    const difference = ((await lossAt(size)) - (await lossAt(-size))) / (2 * size)
    expect(Math.abs(slope - difference)).toBeLessThan(2e-3 * Math.max(1, Math.abs(difference)))
  })
})

test('the loss is the mean of -log p where a next token is asked for, and nothing else has a gradient', () => {
  const logits = Float32Array.from([0, Math.log(3), 5, 5, 1, 1])
  const { loss, seed } = crossEntropy(
    { type: 'float32', data: logits, dims: [3, 2] },
    Int32Array.from([1, -1, 0]),
  )
  expect(loss).toBeCloseTo((-Math.log(0.75) - Math.log(0.5)) / 2, 6)
  const expected = [0.125, -0.125, 0, 0, -0.25, 0.25]
  expected.forEach((value, i) => expect(seed.data[i]).toBeCloseTo(value, 6))
})

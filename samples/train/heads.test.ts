import { expect, test } from 'vitest'
import { headReports } from './heads.ts'
import { TrainedModel } from './loss.ts'
import { gpt2Config, initialParameters } from './parameters.ts'
import { makeUniform, normalOf } from '../random.ts'
import { heldOutPairs } from './tasks.ts'
import { encode, idOf, VOCABULARY } from './vocabulary.ts'
import { NAMES } from './words.ts'

/** With one layer whose MLP writes nothing, logits are what the heads, the embedding and the biases add. */
test('what heads add to logits is what is missing without them', async () => {
  const config = gpt2Config({
    ...{ layerCount: 1, heads: 2, dModel: 16, contextLength: 32, vocabSize: VOCABULARY.length },
  })
  const parameters = initialParameters(config, 3)
  const uniform = makeUniform(5)
  for (const { data } of parameters.values())
    for (let i = 0; i < data.length; i++) data[i] += 0.3 * normalOf(uniform)
  for (const name of ['layer0.down.weight', 'layer0.down.bias']) parameters.get(name)!.data.fill(0)
  const model = new TrainedModel(config, parameters, 1)
  const [pair] = heldOutPairs('ioi', { seed: 1, count: 1 })
  const reports = await headReports(model, [pair], 1)
  const added = reports.reduce((sum, { addsAnswer, addsOther }) => sum + addsAnswer - addsOther, 0)

  const ids = encode(pair.clean)
  const length = 8 * Math.ceil(ids.length / 8)
  const tokens = new Int32Array(length)
  tokens.set(ids)
  const difference = async () => {
    const { logits, ...values } = await model.values({ tokens, length })
    const at = (name: string) => logits.data[(ids.length - 1) * config.vocabSize + idOf(name)]
    const stream = values['layer0.afterMlp'].data.slice(
      (ids.length - 1) * config.dModel,
      ids.length * config.dModel,
    )
    return { logits: at(pair.answers[0]) - at(pair.wrong_answers[0]), deviation: deviationOf(stream) }
  }
  const bias = (name: string) => dot(name, [...parameters.get('finalNorm.bias')!.data])
  const dot = (name: string, values: number[]) => {
    const unembed = parameters.get('unembed')!.data
    return values.reduce((sum, value, d) => sum + value * unembed[idOf(name) * config.dModel + d], 0)
  }
  const whole = await difference()
  parameters.get('layer0.o.joined')!.data.fill(0)
  const without = await difference()
  const constant = bias(pair.answers[0]) - bias(pair.wrong_answers[0])
  // The norm divides by another deviation without the heads.
  const rest = ((without.logits - constant) * without.deviation) / whole.deviation
  expect(added).toBeCloseTo(whole.logits - constant - rest, 4)
  expect(NAMES).toContain(pair.answers[0])
  await model.release()
})

function deviationOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length + 1e-5)
}

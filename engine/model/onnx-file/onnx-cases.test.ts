import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { describeWithShared } from '../../../testing/real-models'
import { sentenceOf } from '../../../testing/refusals'
import { certify } from '../../methods/check/certificate'
import { parityOf } from '../../methods/check/parity'
import { weightFeeds } from '../../transformer'
import { openModel, type OpenModel } from '../open-model'
import { readReference } from '../reference-logits'

interface Expected {
  expect: string
  dtype: string
  architecture: string
  files: string[]
  prompts: number[][]
  logits_last: number[][]
}

const TOLERANCE = 2e-5
/** Half a step of float16 for each of the roundings on the way through two layers, in proportion to a logit's size. */
const OF_FLOAT16 = 2e-3

describeWithShared('exported graphs', (shared) => {
  const cases = path.join(shared, 'cases', 'onnx')
  const names = existsSync(cases) ? readdirSync(cases) : []
  it('are there', () => expect(names.length).toBeGreaterThan(10))

  it.each(names)('%s as expect.json says', async (name) => {
    const folder = path.join(cases, name)
    const expected = JSON.parse(readFileSync(path.join(folder, 'expect.json'), 'utf8')) as Expected
    const file = path.join(
      folder,
      expected.files.find((one) => one.endsWith('.onnx'))!,
    )
    if (expected.expect !== 'open') {
      const refused = await openModel(file).then(() => 'not refused', sentenceOf)
      expect(refused).toContain(
        'is a quantised model that cannot be opened: it rounds activations to few bits',
      )
      return
    }
    const model = await openModel(folder)
    expect(model.info.weights.format).toBe('onnx')
    const forward = { config: model.config, weights: weightFeeds(await model.loadWeights()), threads: 1 }
    const prompts = expected.prompts.map((ids) => Int32Array.from(ids))
    const logits = expected.logits_last.map((values) => Float64Array.from(values))
    const { difference } = await parityOf(forward, { file: 'expect.json', prompts, logits })
    expect(difference).toBeLessThan(expected.dtype === 'float16' ? OF_FLOAT16 : TOLERANCE)
    const { parity, others } = await certified(model)
    expect(others.filter(({ outcome }) => outcome !== 'passed')).toEqual([])
    expect(parity).toMatchObject({ outcome: 'passed', tolerance: expect.any(Number) as number })
    expect(parity.detail).toMatch(
      /^The logits of all 3 prompts are those that ONNX Runtime computes of model\.onnx/,
    )
  })

  it('float16: our logits are those of the widened weights, closer than the file itself comes to them', async () => {
    const folder = path.join(cases, 'phi-f16')
    const model = await openModel(folder)
    // The prompts are those of the same architecture's fixture, the logits of an independent float64 implementation.
    const prompts = path.join(shared, 'fixtures', 'architectures', 'phi', 'data.json')
    const paths = [prompts, path.join(folder, 'ref.json')]
    const reference = readReference({ kind: 'pair', paths }, model.config)!
    const forward = { config: model.config, weights: weightFeeds(await model.loadWeights()), threads: 1 }
    expect((await parityOf(forward, reference)).difference).toBeLessThan(TOLERANCE)
    const { parity } = await certified(model)
    expect(parity.detail).toMatch(/in float32, within its own rounding to F16 \(0\.000\d+\)\.$/)
    expect(parity.tolerance).toBeLessThan(OF_FLOAT16)
    expect(parity.difference).toBeLessThan(parity.tolerance! / 5)
  })
})

async function certified(model: OpenModel) {
  const making = certify(model, 1)
  for (;;) {
    const step = await making.next()
    if (!step.done) continue
    const parity = step.value.find(({ name }) => name === 'parity')!
    return { parity, others: step.value.filter((item) => item !== parity) }
  }
}

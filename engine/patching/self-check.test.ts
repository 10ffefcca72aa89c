import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  experimentOf,
  realReferences,
  tinyReferences,
  type MethodReference,
} from '../../fixtures/method-references'
import { describeWithShared } from '../../fixtures/real-models'
import { resultOf } from './experiment'
import { selfCheck } from './self-check'

const failures = (results: Awaited<ReturnType<typeof run>>) => results.filter(({ passed }) => !passed)
const run = async ({ task }: MethodReference) => resultOf(selfCheck(await experimentOf(task)))

describe('the self-check', () => {
  for (const reference of tinyReferences()) {
    it(`passes on ${reference.name}`, async () => {
      const results = await run(reference)
      expect(results.map(({ check }) => check)).toEqual([
        'no-op-patch',
        'all-corrupt-circuit',
        'sum-of-senders',
        'gradient',
      ])
      expect(failures(results)).toEqual([])
    })
  }

  it('compares logits that are given, and says so where they differ', async () => {
    const [{ task, name }] = tinyReferences()
    const file = new URL(`../../fixtures/${name}/ref.float64.json`, import.meta.url)
    const logits: number[][] = JSON.parse(readFileSync(file, 'utf8')).logits_last.clean
    const experiment = await experimentOf(task)
    expect((await resultOf(selfCheck(experiment, logits))).at(-1)).toMatchObject({
      check: 'reference-logits',
      passed: true,
    })
    logits[3][7] += 0.01
    const wrong = (await resultOf(selfCheck(experiment, logits))).at(-1)!
    expect(wrong).toMatchObject({ check: 'reference-logits', passed: false })
    expect(wrong.difference).toBeCloseTo(0.01, 4)
  })

  it('fails where weights hold no numbers', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const name = 'layer1.down.weight'
    const damaged = Float32Array.from(experiment.weights[name].data as Float32Array).fill(NaN, 0, 1)
    const weights = { ...experiment.weights, [name]: { ...experiment.weights[name], data: damaged } as never }
    await expect(resultOf(selfCheck({ ...experiment, weights }))).rejects.toThrow(
      'its weights may be damaged',
    )
  })
})

describeWithShared('the self-check on real models', (shared) => {
  for (const reference of realReferences(shared)) {
    it(`passes on ${reference.name}`, async () => expect(failures(await run(reference))).toEqual([]))
  }
})

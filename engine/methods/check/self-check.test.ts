import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  architectureModels,
  experimentOf,
  realReferences,
  tinyReferences,
  type ModelReference,
} from '../../../testing/method-references'
import { describeWithShared } from '../../../testing/real-models'
import { attributeSites } from '../attribution'
import { type Experiment } from '../../experiment/experiment'
import { checkGradient } from './gradient-check'
import { selfCheck } from './self-check'
import { resultOf } from '../../experiment/progress'
import { floatTensor, vectorOf } from '../../onnx'

const failures = (results: Awaited<ReturnType<typeof run>>) => results.filter(({ passed }) => !passed)
const run = async ({ task }: ModelReference) => resultOf(selfCheck(await experimentOf(task)))

describe('the self-check', () => {
  for (const reference of [...tinyReferences(), ...architectureModels()]) {
    it(`passes on ${reference.name}`, async () => {
      const results = await run(reference)
      expect(results.map(({ name }) => name)).toEqual([
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
    const file = new URL(`../../../fixtures/${name}/ref.float64.json`, import.meta.url)
    const logits: number[][] = JSON.parse(readFileSync(file, 'utf8')).logits_last.clean
    const experiment = await experimentOf(task)
    expect((await resultOf(selfCheck(experiment, logits))).at(-1)).toMatchObject({
      name: 'reference-logits',
      passed: true,
    })
    logits[3][7] += 0.01
    const wrong = (await resultOf(selfCheck(experiment, logits))).at(-1)!
    expect(wrong).toMatchObject({ name: 'reference-logits', passed: false })
    expect(wrong.difference).toBeCloseTo(0.01, 4)
  })

  it('fails where weights hold no numbers', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const name = 'layer1.down.weight'
    const damaged = vectorOf(experiment.weights, name)!.slice().fill(NaN, 0, 1)
    const weights = { ...experiment.weights, [name]: floatTensor(damaged, experiment.weights[name].dims) }
    await expect(resultOf(selfCheck({ ...experiment, weights }))).rejects.toThrow(
      'its weights may be damaged',
    )
  })
})

describe('the check of gradients', () => {
  const options = { metric: 'logit_diff', direction: 'noising', kinds: ['resid'] } as const
  const slopesOf = async (experiment: Experiment, variant: 'atp' | 'relp' = 'atp') =>
    (await resultOf(attributeSites(experiment, { ...options, variant }))).effects.map(({ whole }) => whole[0])
  const few = (experiment: Experiment) => ({ ...experiment, pairs: experiment.pairs.slice(0, 4) })
  const kinds: [string, (experiment: Experiment) => Experiment][] = [
    ['as it is', (experiment) => experiment],
    ['with ReLU', withRelu],
    ['with saturated attention', saturated],
    ['with both', (experiment) => saturated(withRelu(experiment))],
  ]

  for (const { task, name } of tinyReferences()) {
    it.each(kinds)(`on ${name}, %s: right gradients pass, wrong ones fail`, async (kind, change) => {
      const experiment = few(change(await experimentOf(task)))
      const right = await slopesOf(experiment)
      expect(await checkGradient(experiment, right)).toMatchObject({ passed: true })
      const wrong = [
        right.map((slope) => -slope),
        right.map((slope) => slope + 0.1 * Math.max(1, Math.abs(slope))),
      ]
      if (kind === 'as it is') wrong.push(right.map((slope) => slope + 0.011 * Math.max(1, Math.abs(slope))))
      for (const slopes of wrong) {
        if (Math.max(...right.map(Math.abs)) > 0.3 || slopes !== wrong[0])
          expect(await checkGradient(experiment, slopes)).toMatchObject({ passed: false })
      }
    })
  }

  it('knows relevance coefficients from gradients', async () => {
    const experiment = few(await experimentOf(tinyReferences()[0].task))
    const slopes = await slopesOf(experiment, 'relp')
    expect(await checkGradient(experiment, slopes)).toMatchObject({ passed: false })
  })
})

function withRelu(experiment: Experiment): Experiment {
  const { mlp } = experiment.config
  if (mlp.kind === 'none') return experiment
  return { ...experiment, config: { ...experiment.config, mlp: { ...mlp, activation: 'relu' } } }
}

/** Every query attends to one token, or nearly. */
function saturated(experiment: Experiment): Experiment {
  const { config } = experiment
  const layers = config.layers.map((spec) => ({ ...spec, attention: { ...spec.attention, scale: 40 } }))
  return { ...experiment, config: { ...config, layers } }
}

describeWithShared('the self-check on real models', (shared) => {
  for (const reference of realReferences(shared)) {
    it(`passes on ${reference.name}`, async () => expect(failures(await run(reference))).toEqual([]))
  }
})

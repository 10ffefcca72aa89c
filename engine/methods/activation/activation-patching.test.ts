import { describe, expect, it } from 'vitest'
import {
  architectureReferences,
  experimentOf,
  realReferences,
  tinyReferences,
  worstExcess,
  type MethodReference,
} from '../../../testing/method-references'
import { ABLATIONS, type Ablation, type Site, parseSiteFamily, siteAt } from '../../../contract'
import { describeWithShared } from '../../../testing/real-models'
import { patchedNodes } from '../../../testing/reference-numbers'
import { activationPatching } from './activation-patching'
import { siteName, sitesOf } from '../../experiment/sites'
import { resultOf } from '../../experiment/progress'

function checkReference(reference: MethodReference): void {
  for (const direction of ['noise', 'denoise'] as const) {
    it(`${direction}: every array and metric`, async () => {
      expect.hasAssertions()
      for await (const { actual, expected } of patchedNodes(reference, direction))
        expect(worstExcess(actual, expected, reference.tolerance)).toBeLessThan(1)
    })
  }
}

for (const reference of [...tinyReferences(), ...architectureReferences()])
  describe(`the published values of ${reference.name}`, () => checkReference(reference))

describeWithShared('the reference values of real models', (shared) => {
  for (const reference of realReferences(shared)) {
    if (reference.numbers.node_patching) describe(reference.name, () => checkReference(reference))
  }
})

describe('activation patching', () => {
  it('answers in the order given: families as listed, then single sites', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const single: Site = { site: 'neurons', layer: 0, neuron: 5 }
    const options = {
      direction: 'noising',
      families: ['mlp', 'heads'],
      sites: [single],
      metric: 'kl',
    } as const
    const { scores, patchedRuns } = await resultOf(activationPatching(experiment, options))
    const length = experiment.pairs[0].clean.length
    const wanted = [
      ...sitesOf(experiment.config, length, 'mlp'),
      ...sitesOf(experiment.config, length, 'heads'),
      single,
    ]
    expect(wanted.map((_, row) => siteName(siteAt(scores, row)))).toEqual(wanted.map(siteName))
    expect(scores.value.length).toBe(wanted.length)
    expect(patchedRuns).toBe(wanted.length)
  })

  it('by zero and by the mean, which are the same for every prompt; resample is another number', async () => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const value = async (ablation: Ablation) => {
      const options = { direction: 'noising', ablation, families: ['heads'], metric: 'logit_diff' } as const
      const { scores } = await resultOf(activationPatching(experiment, options))
      return [...scores.value]
    }
    const values = await Promise.all(ABLATIONS.map(value))
    for (const [i, one] of values.entries()) {
      for (const other of values.slice(i + 1)) expect(worstExcess(one, other, 1e-3)).toBeGreaterThan(1)
    }
    // With a single prompt the mean over prompts is the corrupt run's own value.
    const alone = { ...experiment, pairs: experiment.pairs.slice(0, 1) }
    const oneValue = async (ablation: Ablation) => {
      const options = { direction: 'noising', ablation, families: ['resid'], metric: 'logit_diff' } as const
      return [...(await resultOf(activationPatching(alone, options))).scores.value]
    }
    expect(worstExcess(await oneValue('mean'), await oneValue('resample'), 2e-5)).toBeLessThan(1)
  })

  it.each<[Site, string]>([
    [
      { site: 'heads', layer: 2, head: 0 },
      'there is no layer 2: this model, with these prompts, has layer 0 to 1.',
    ],
    [
      { site: 'heads', layer: 0, head: 4 },
      'there is no head 4: this model, with these prompts, has head 0 to 3.',
    ],
    [
      { site: 'resid', layer: 0, pos: 10 },
      'there is no pos 10: this model, with these prompts, has pos 0 to 9.',
    ],
  ])('refuses %j', async (site, message) => {
    const experiment = await experimentOf(tinyReferences()[0].task)
    const options = { direction: 'noising', families: [], sites: [site], metric: 'kl' } as const
    await expect(resultOf(activationPatching(experiment, options))).rejects.toThrow(message)
  })

  it('refuses MLPs of a model that has none, and words that are not sites', async () => {
    const experiment = await experimentOf(tinyReferences()[3].task)
    const options = { direction: 'noising', families: ['mlp'], metric: 'kl' } as const
    await expect(resultOf(activationPatching(experiment, options))).rejects.toThrow(
      'this model has no MLPs, so there is no site "mlp": leave it out.',
    )
    expect(() => parseSiteFamily('head')).toThrow(
      'there is no site "head"; the sites are resid, attn, mlp, heads,',
    )
  })
})

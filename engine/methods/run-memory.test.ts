import { expect, it } from 'vitest'
import type { RunConfig } from '../../contract'
import { Draw, drawConfig } from '../../testing/random-models'
import { plainLayer } from '../model/transformer'
import { fittingPlan, runMemory } from './run-memory'

const GPT2_SMALL = {
  ...drawConfig(new Draw(1)),
  ...{ layerCount: 12, heads: 12, kvHeads: 12, dModel: 768, dHead: 64, dMlp: 3072, vocabSize: 50257 },
  ...{ contextLength: 1024, causal: true, layers: [plainLayer(0.125)] },
  mlp: { kind: 'plain', activation: 'gelu' } as never,
}

const pairs = Array.from({ length: 1000 }, () => ({
  clean: new Int32Array(20),
  corrupt: new Int32Array(20).fill(1),
  ...{ answers: [1], wrongAnswers: [2], answerPosition: 19 },
}))

const config = (method: string, more: Record<string, unknown>) =>
  ({
    ...{ method, metric: 'logit_diff', model: '', prompts: { name: 'many', bos: 'no', rows: [] } },
    ...{ threshold: 0.1, order: 'reference', ablation: 'resample', ...more },
  }) as unknown as RunConfig

it('ACDC of more prompts than fit is refused, with what would fit', () => {
  expect(() => fittingPlan(GPT2_SMALL, config('acdc', {}), pairs, { bytes: 14e9, from: 'free' })).toThrow(
    `ACDC of 1,000 prompts of 20 tokens needs about 21 GB; 14 GB may be used (70 % of what is free): up to 638 prompts fit, or EAP (about 1.6 GB), or give more with --memory, or in the settings.`,
  )
})

it.each([{}, { order: 'eap', ablation: 'mean' }])(
  'as many prompts of ACDC %j fit as is said, and no more',
  (more) => {
    for (const bytes of [1.2e9, 2e9, 5e9, 14e9]) {
      const needOf = (count: number) =>
        runMemory(GPT2_SMALL, config('acdc', more), pairs.slice(0, count), { bytes, from: 'given' })
      const most = needOf(1000).mostPrompts!
      expect(most).toBeGreaterThan(0)
      expect(needOf(most).refusal).toBe(null)
      expect(needOf(most + 1).refusal).toContain(`up to ${most} prompts fit`)
    }
  },
)

it('a size that looks like what may be used is said with more digits', () => {
  const { peakBytes } = runMemory(GPT2_SMALL, config('acdc', {}), pairs, { bytes: 1e9, from: 'given' })
  const bytes = 1e6 * Math.floor(peakBytes / 1e6 - 10)
  const { refusal } = runMemory(GPT2_SMALL, config('acdc', {}), pairs, { bytes, from: 'given' })
  expect(refusal).toContain('needs about 21.44 GB; 21.43 GB may be used (as was set)')
})

it('sentences begin with what the method is called in lists of runs', () => {
  const { refusal } = runMemory(GPT2_SMALL, config('edges', { select: { kind: 'all' } }), pairs, {
    bytes: 1e6,
    from: 'given',
  })
  expect(refusal).toMatch(/^Edge patching of 1,000 prompts of 20 tokens needs about /)
})

// Of GPT-2 small's shape, 16 tokens, in processes of their own: `npm run bench -- memory` measures them again.
const SELF_CHECKS = [
  [1, 786],
  [4, 989],
  [10, 1315],
  [16, 1424],
  [40, 1707],
] as const

it.each(SELF_CHECKS)('a self-check of %i prompts is said to need what it took, %i MB', (count, megabytes) => {
  const short = pairs.slice(0, count).map((pair) => ({
    ...pair,
    clean: pair.clean.subarray(0, 16),
    corrupt: pair.corrupt.subarray(0, 16),
    answerPosition: 15,
  }))
  const { peakBytes } = runMemory(GPT2_SMALL, config('check', {}), short, { bytes: 14e9, from: 'given' })
  expect(Math.abs(peakBytes / (1e6 * megabytes) - 1)).toBeLessThan(0.15)
})

it('a self-check of a thousand prompts needs what one of a hundred does', () => {
  const [few, many] = [100, 1000].map((count) =>
    runMemory(GPT2_SMALL, config('check', {}), pairs.slice(0, count), { bytes: 14e9, from: 'given' }),
  )
  expect(many.peakBytes).toBe(few.peakBytes)
})

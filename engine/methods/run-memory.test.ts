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

it('ACDC of more prompts than fit is refused, with what would fit', () => {
  const prompts = { name: 'many', bos: 'none', rows: [] }
  const config = { method: 'acdc', metric: 'kl', threshold: 0.1, order: 'reference', model: '', prompts }
  const of = [GPT2_SMALL, config as unknown as RunConfig, pairs, { bytes: 14e9, from: 'free' }] as const
  const most = runMemory(...of).mostPrompts!
  expect(() => fittingPlan(...of)).toThrow(
    `ACDC of 1,000 prompts of 20 tokens needs about 24 GB; 14 GB may be used (70 % of what is free): up to 570 prompts fit, or EAP (about 1.4 GB), or give more with --memory, or in the settings.`,
  )
  expect(runMemory(GPT2_SMALL, of[1], pairs.slice(0, most), of[3]).refusal).toBe(null)
})

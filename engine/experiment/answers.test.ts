import path from 'node:path'
import { expect, it } from 'vitest'
import { describeWithShared } from '../../testing/real-models'
import { encodePrompts } from '../datasets'
import { openModel } from '../model'
import { weightFeeds } from '../transformer'
import { runPairs } from './paired-runs'
import { baselineOfRuns } from './baseline'

describeWithShared('what a real model says next', (shared) => {
  it('is measured at the token that continues the prompt, not at the one that begins a word', async () => {
    const model = await openModel(path.join(shared, 'models/stories260K'))
    const clean = "Lily didn'"
    const row = { clean, corrupt: "Tim didn'", answers: ['t'], wrongAnswers: [' t'] }
    const { pairs } = encodePrompts(model, { bos: 'tokenizer' }, [row])
    const weights = weightFeeds(await model.loadWeights())
    const runs = await runPairs(model.config, weights, pairs, 1)
    const { baseline } = baselineOfRuns({ config: model.config, pairs }, runs)
    const { log_prob: ofAnswer, prob_diff: difference } = baseline.clean.mean
    // p("t") rounds to 1.0, p(" t") is 2e-8.
    expect(Math.exp(ofAnswer)).toBeCloseTo(1, 3)
    expect(Math.exp(ofAnswer) - difference).toBeLessThan(1e-7)
  })
})

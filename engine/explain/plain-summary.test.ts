import { describe, expect, it } from 'vitest'
import { fixtureCases, folderCase } from '../../testing/explained-cases'
import { expectClose } from '../../testing/expect-close'
import { plainAttribution, plainByKey } from '../../testing/plain/plain-attribution'
import { plainAttentionWrites, plainHeadScores, type PlainSet } from '../../testing/plain/plain-head-scores'
import { meanOf, sum } from '../../testing/plain/plain-math'
import { plainTrace } from '../../testing/plain/plain-trace'
import { drawExplained, type DrawnExplained } from '../../testing/random-explained'
import { Draw, seedsFrom, TOPOLOGIES } from '../../testing/random-models'
import { describeWithShared } from '../../testing/real-models'
import { HEAD_SCORE_NAMES, REPEATED_SCORES, type SetSummary } from '../../contract'
import { resultOf } from '../experiment/progress'
import { BegunSummary } from './begun-summary'
import { headAttribution } from './head-attribution'
import { onPrompt } from './one-prompt'
import { repeatedPrompts } from './repeated-tokens'
import { traceRuns } from './run-trace'
import { summarise } from './summary'

describe.each(TOPOLOGIES)('a summary of heads of random models (%s)', (topology) => {
  for (const seed of seedsFrom(1, 2))
    it(`is what the definitions say (seed ${seed})`, () =>
      expectSummary(drawExplained(new Draw(seed), topology)))
})

describe('a summary of heads of models in folders', () => {
  for (const { name, open } of fixtureCases())
    it(`is what the definitions say: ${name}`, async () => expectSummary(await open()))
})

describeWithShared('a summary of heads of stories260K', (shared) => {
  it('is what the definitions say', async () =>
    expectSummary(await folderCase(`${shared}/models/stories260K`).open()))
})

/** Left after each step, and gone on with from what was found. */
async function expectResumed(experiment: DrawnExplained['experiment'], whole: SetSummary): Promise<void> {
  const begun = BegunSummary.of(experiment, 0)
  let known = 0
  for (;;) {
    const steps = summarise(experiment, { promptsAtOnce: 1, begun })
    const { done, value } = await steps.next()
    if (!done) {
      expect(value.done).toBeGreaterThanOrEqual(known)
      expect(value.done).toBeLessThanOrEqual(value.total)
      // The last step is made once, too.
      if (known === value.total) throw new Error('a summary has a last step before its end')
      known = value.done
      await steps.return(undefined as never)
      continue
    }
    expect(known).toBe(experiment.pairs.length)
    const resumed = value
    expectClose(resumed.scores.positional.perPrompt, whole.scores.positional.perPrompt, 'positional resumed')
    expectClose(resumed.scores.self.perPrompt, whole.scores.self.perPrompt, 'self resumed')
    expectClose(resumed.attentionWrites, whole.attentionWrites, 'writes resumed')
    return
  }
}

async function expectSummary({ experiment }: DrawnExplained): Promise<void> {
  const { pairs } = experiment
  const summary = await resultOf(summarise(experiment))
  const [clean, corrupt] = [plainSet(experiment, 'clean'), plainSet(experiment, 'corrupt')]
  summary.heads.forEach((head, i) => {
    const expected = pairs.map((_, prompt) => plainHeadScores(clean, prompt, head))
    for (const name of HEAD_SCORE_NAMES) {
      const own = expected.map((scores) => scores[name])
      const { mean, perPrompt } = summary.scores[name]
      expectClose(perPrompt.subarray(i * pairs.length, (i + 1) * pairs.length), own, `${head} ${name}`)
      expectClose([mean[i]], [meanOf(own.filter((value) => !Number.isNaN(value)))], `${head} ${name}`)
    }
  })
  expectRepeated(experiment, summary)
  // In parts of which none is kept, the same: each part's patterns are computed a second time.
  const inParts = await resultOf(summarise(experiment, { promptsAtOnce: 1, keptBytes: 0 }))
  expectClose(inParts.scores.positional.perPrompt, summary.scores.positional.perPrompt, 'positional in parts')
  expectClose(inParts.attentionWrites, summary.attentionWrites, 'writes in parts')
  for (const side of ['clean', 'corrupt'] as const)
    expectClose(inParts.attribution?.[side] ?? [], summary.attribution?.[side] ?? [], 'attribution in parts')
  await expectResumed(experiment, summary)
  const { attribution, attentionWrites } = summary
  expectClose(
    attentionWrites,
    summary.heads.map((head) => plainAttentionWrites(clean, head)),
    'writes',
  )
  expect(attribution).not.toBeNull()
  if (!attribution) return
  const { nodes, cleanLogitDiff, corruptLogitDiff, largestGap } = attribution
  for (const [prompt, pair] of pairs.entries())
    for (const side of ['clean', 'corrupt'] as const) {
      const traces = side === 'clean' ? clean.traces : corrupt.traces
      const plain = plainAttribution(experiment.plain, traces[prompt], pair)
      const found = nodes.map((_, node) => attribution[side][node * pairs.length + prompt])
      expect(nodes).toEqual(plain.nodes)
      expectClose(found, plain.parts, `${side} attribution on prompt ${prompt}`)
      const difference = (side === 'clean' ? cleanLogitDiff : corruptLogitDiff)[prompt]
      expectClose([difference], [plain.logitDiff], `${side} logit difference of prompt ${prompt}`)
      expectClose([sum(found)], [difference], `sum on prompt ${prompt}`)
    }
  expect(largestGap).toBeLessThan(1e-5 * Math.max(1, ...cleanLogitDiff.map(Math.abs)))
  await expectByKey(experiment, clean)
}

function expectRepeated(experiment: DrawnExplained['experiment'], { heads, repeated }: SetSummary): void {
  const prompts = repeatedPrompts(experiment)
  for (const { clean } of prompts) {
    const twice = clean.subarray(clean.length % 2)
    expect(twice.subarray(twice.length / 2)).toEqual(twice.subarray(0, twice.length / 2))
    expect(new Set(clean).size).toBe(Math.ceil(clean.length / 2))
  }
  const set = plainSet({ ...experiment, pairs: prompts }, 'clean')
  heads.forEach((head, i) => {
    const expected = prompts.map((_, prompt) => plainHeadScores(set, prompt, head))
    for (const name of REPEATED_SCORES) {
      const mean = prompts.length > 0 ? meanOf(expected.map((scores) => scores[name])) : NaN
      expectClose([repeated[name][i]], [mean], `${head} repeated ${name}`)
    }
  })
}

async function expectByKey(experiment: DrawnExplained['experiment'], set: PlainSet): Promise<void> {
  const { config, pairs } = experiment
  const prompt = pairs.length - 1
  const [trace] = await traceRuns(onPrompt(experiment, prompt), ['clean'])
  const { nodes, parts } = plainAttribution(experiment.plain, set.traces[prompt], pairs[prompt])
  for (let layer = 0; layer < config.layerCount; layer++)
    for (let head = 0; head < config.heads; head++) {
      const name = `a${layer}.h${head}`
      const { total, byKey } = headAttribution(experiment, trace, { layer, head })
      expectClose(byKey, plainByKey(experiment.plain, set.traces[prompt], name, pairs[prompt]), name)
      expectClose([total, sum([...byKey])], [parts[nodes.indexOf(name)], total], name)
    }
}

const plainSet = ({ plain, pairs }: DrawnExplained['experiment'], side: 'clean' | 'corrupt'): PlainSet => ({
  model: plain,
  pairs,
  traces: pairs.map((pair) => plainTrace(plain, pair[side])),
})

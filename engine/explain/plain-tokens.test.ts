import { describe, expect, it } from 'vitest'
import { fixtureCases, folderCase } from '../../testing/explained-cases'
import { expectClose } from '../../testing/expect-close'
import { extremes, plainReads } from '../../testing/plain/plain-attribution'
import { plainCopying } from '../../testing/plain/plain-copying'
import type { PlainSet } from '../../testing/plain/plain-head-scores'
import { plainLens } from '../../testing/plain/plain-lens'
import { plainTrace } from '../../testing/plain/plain-trace'
import { drawExplained, type DrawnExplained } from '../../testing/random-explained'
import { Draw, seedsFrom, TOPOLOGIES } from '../../testing/random-models'
import { describeWithShared } from '../../testing/real-models'
import { copyingOf } from './copying'
import { copyingTokens } from './copying-tokens'
import { headReads } from './head-reads'
import { logitLens } from './lens'
import { namedHead } from './named-head'
import { onPrompt } from './one-prompt'
import { traceRuns } from './run-trace'

describe.each(TOPOLOGIES)('tokens of heads and streams of random models (%s)', (topology) => {
  for (const seed of seedsFrom(1, 2))
    it(`are those that the definitions say (seed ${seed})`, () =>
      expectTokens(drawExplained(new Draw(seed), topology)))
})

describe('tokens of heads and streams of models in folders', () => {
  for (const { name, open } of fixtureCases())
    it(`are those that the definitions say: ${name}`, async () => expectTokens(await open()))
})

describeWithShared('tokens of heads and streams of stories260K', (shared) => {
  it('are what the definitions say', async () => {
    const explained = await folderCase(`${shared}/models/stories260K`).open()
    await expectTokens(explained)
  })
})

async function expectTokens(explained: DrawnExplained): Promise<void> {
  const { experiment } = explained
  const { config, plain, pairs } = experiment
  const set: PlainSet = { model: plain, pairs, traces: pairs.map(({ clean }) => plainTrace(plain, clean)) }
  const tokens = await copyingTokens(experiment)
  const prompt = pairs.length - 1
  const [trace] = await traceRuns(onPrompt(experiment, prompt), ['clean'])
  await expectLens(explained, set, prompt)
  for (let i = 0; i < config.layerCount * config.heads; i++) {
    const head = namedHead(config, `a${Math.floor(i / config.heads)}.h${i % config.heads}`)
    const reads = await headReads(explained, trace, head)
    const expected = plainReads(plain, set.traces[prompt], head.name, pairs[prompt].answerPosition)
    expect(reads).toHaveLength(expected.length)
    reads.forEach(({ top, bottom }, key) => {
      expectWritten(top, expected[key], extremes(expected[key]).top, `${head.name} reading ${key}`)
      expectWritten(bottom, expected[key], extremes(expected[key]).bottom, `${head.name} reading ${key}`)
    })
    expectCopying(set, head.name, await copyingOf(explained, head, tokens))
  }
}

type Found = Awaited<ReturnType<typeof copyingOf>>

/** Tokens that rounding may put in another order have no rank to be held against. */
function expectCopying(set: PlainSet, head: string, found: Found): void {
  const expected = plainCopying(set, head)
  expect([found.k, found.of, found.chance]).toEqual([expected.k, expected.of, expected.chance])
  expect(found.tokens.map(({ id }) => id)).toEqual(expected.tokens.map(({ id }) => id))
  const isTied = found.tokens.map(({ top, rank }, i) => {
    const { logits, id } = expected.tokens[i]
    expectWritten(top, logits, extremes(logits).top, `${head} shown ${id}`)
    const near = logits.filter((logit) => Math.abs(logit - logits[id]) < 1e-5 * scaleOf(logits)).length
    expect(Math.abs(rank - expected.tokens[i].rank), `${head} rank of ${id}`).toBeLessThan(near)
    return near > 1
  })
  if (isTied.includes(true)) return
  expectClose([found.copying, found.suppressing], [expected.copying, expected.suppressing], head)
}

const scaleOf = (logits: readonly number[]) => Math.max(1, ...logits.map(Math.abs))

/** Values by rank, and each of the token that is named: equal ones may be in any order. */
function expectWritten(
  found: readonly { id: number; logit: number }[],
  logits: readonly number[],
  ids: readonly number[],
  what: string,
): void {
  const own = found.map(({ logit }) => logit)
  expectClose(
    own,
    ids.map((id) => logits[id]),
    what,
  )
  expectClose(
    own,
    found.map(({ id }) => logits[id]),
    what,
  )
}

async function expectLens(explained: DrawnExplained, { model, pairs, traces }: PlainSet, prompt: number) {
  const [clean] = await traceRuns(onPrompt(explained.experiment, prompt), ['clean'])
  const found = await logitLens(explained, clean, prompt)
  const expected = plainLens(model, traces[prompt], pairs[prompt])
  expect(found.top).toHaveLength(expected.probabilities.length)
  found.top.forEach((positions, layer) => {
    expect(positions).toHaveLength(pairs[prompt].clean.length)
    positions.forEach((top, position) => {
      const all = expected.probabilities[layer][position]
      const what = `lens at ${layer}, ${position}`
      const values = top.map(({ probability }) => probability)
      expectClose(
        values,
        extremes(all).top.map((id) => all[id]),
        what,
      )
      expectClose(
        values,
        top.map(({ id }) => all[id]),
        what,
      )
    })
  })
  expectClose(found.logitDiff, expected.logitDiff, 'lens: logit difference')
  expectClose(found.probability, expected.probability, 'lens: probability')
  expect([...found.rank]).toEqual(expected.rank)
}

import { describe, expect, it } from 'vitest'
import { fixtureCases, folderCase } from '../../testing/explained-cases'
import { expectClose } from '../../testing/expect-close'
import { plainReasons, type PlainReasons } from '../../testing/plain/plain-attention-reasons'
import { plainTrace } from '../../testing/plain/plain-trace'
import { drawExplained, type DrawnExplained } from '../../testing/random-explained'
import { Draw, seedsFrom, TOPOLOGIES } from '../../testing/random-models'
import { describeWithShared } from '../../testing/real-models'
import { attentionReasons } from './attention-reasons'
import { onPrompt } from './one-prompt'
import { traceRuns } from './run-trace'

describe.each(TOPOLOGIES)('why heads of random models look where they do (%s)', (topology) => {
  for (const seed of seedsFrom(1, 4))
    it(`adds up to the score, sender by sender (seed ${seed})`, () =>
      expectReasons(drawExplained(new Draw(seed), topology), new Draw(seed)))
})

describe('why heads of models in folders look where they do', () => {
  for (const { name, open } of fixtureCases())
    it(`adds up to the score, sender by sender: ${name}`, async () =>
      expectReasons(await open(), new Draw(1)))
})

describeWithShared('why heads of stories260K look where they do', (shared) => {
  it('are what the definitions say', async () => {
    const explained = await folderCase(`${shared}/models/stories260K`).open()
    await expectReasons(explained, new Draw(1), ({ size }) => size)
  })
})

/**
 * Of one drawn pair of positions of every head, in both runs.
 * @param sizeOf what the run's own score is as large as; of a real model, where large products cancel, larger than the score
 */
async function expectReasons(
  { experiment }: DrawnExplained,
  draw: Draw,
  sizeOf: (reasons: PlainReasons) => number = ({ score }) => score,
): Promise<void> {
  const { config, pairs, plain } = experiment
  const prompt = draw.below(pairs.length)
  const pair = pairs[prompt]
  for (const trace of await traceRuns(onPrompt(experiment, prompt), ['clean', 'corrupt'])) {
    const expectedTrace = plainTrace(plain, pair[trace.side])
    for (let layer = 0; layer < config.layerCount; layer++)
      for (let head = 0; head < config.heads; head++) {
        const [query, key] = [draw.below(pair.clean.length), draw.below(pair.clean.length)]
        const found = attentionReasons(experiment, trace, { prompt, layer, head, query, key })
        const expected = plainReasons(plain, expectedTrace, found.head, query, key)
        const what = `${found.head} from ${query} to ${key} in the ${trace.side} run`
        expect(found.nodes, what).toEqual(expected.nodes)
        const size = sizeOf(expected)
        const { score, probability, byDistance } = expected
        expectClose([found.score, size], [score, size], what)
        expectClose([found.probability, found.byDistance], [probability, byDistance], what)
        expectClose([found.capped ?? 0], [expected.capped ?? 0], what)
        expectClose(found.terms, expected.terms.flat(), what)
        const gap = expected.terms.flat().some(Number.isNaN) ? NaN : 0
        expectClose([found.gap, size], [gap, size], what)
        const intoQuery = expected.terms.map((row) => row.reduce((a, b) => a + b, 0))
        expectClose(found.intoQuery, intoQuery, what)
        expect(found.notes.length > 0).toBe(Number.isNaN(found.terms[0]))
      }
  }
}

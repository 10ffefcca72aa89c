import { describe, expect, it } from 'vitest'
import {
  HEAD_SCORE_NAMES,
  REPEATED_SCORES,
  type ExplainedPrompt,
  type HeadOnPrompt,
  type SetSummary,
} from '../../../contract'
import { numberOf, seen } from '../../../testing/rendered-text'
import { HeadAttention } from './head-attention'
import { HeadAttribution } from './head-attribution'
import { HeadReads } from './head-reads'
import { HeadScoresTable } from './head-scores-table'
import { promptTitle } from './prompt-picker'
import { offeredOf, PromptScores, valuesOf } from './prompt-scores'
import { MOST_POSITIONS } from './shown-positions'

// What a person reads in the figures, from short prompts to long ones and from one prompt to many.

const HEADS = ['a0.h0', 'a0.h1']

function promptOf(length: number, row = 0): ExplainedPrompt {
  const tokens = Array.from({ length }, (_, id) => ({ id, text: id === 0 ? '<bos>' : ` w${id}` }))
  const rest = { answers: [], wrongAnswers: [], spans: [], answerPosition: length - 1 }
  return { row, clean: tokens, corrupt: tokens, ...rest }
}

/** A head that rests on the first token. */
function restingHead(length: number): HeadOnPrompt {
  const values = Float32Array.from({ length: length ** 2 }, (_, cell) => (cell % length === 0 ? 1 : 0))
  const written = [{ id: 1, text: ' w1', logit: 0.5 }]
  const scores = Object.fromEntries(HEAD_SCORE_NAMES.map((name) => [name, name === 'firstToken' ? 1 : 0]))
  const byKey = Float64Array.from({ length }, (_, key) => (key === 0 ? -0.25 : 0))
  return {
    head: 'a0.h1',
    prompt: 0,
    patterns: [
      { run: 'clean', values },
      { run: 'corrupt', values },
    ],
    scores: scores as HeadOnPrompt['scores'],
    attribution: [{ run: 'clean', total: -0.25, byKey }],
    reads: Array.from({ length }, () => ({ top: written, bottom: written })),
    notes: [],
  }
}

function summaryOf(prompts: number, logitDiff: number): SetSummary {
  const perPrompt = (scale: number) =>
    Float64Array.from({ length: 2 * prompts }, (_, i) => scale * (i % prompts))
  const score = () => ({ mean: new Float64Array([0.5, 0]), perPrompt: perPrompt(1 / prompts) })
  const scores = Object.fromEntries(HEAD_SCORE_NAMES.map((name) => [name, score()]))
  const repeated = Object.fromEntries(REPEATED_SCORES.map((name) => [name, new Float64Array(2)]))
  const nodes = ['input', ...HEADS, 'constants']
  const clean = Float64Array.from({ length: nodes.length * prompts }, (_, i) => Math.floor(i / prompts) / 10)
  const diffs = new Float64Array(prompts).fill(logitDiff)
  const attribution = { cleanLogitDiff: diffs, corruptLogitDiff: diffs, largestGap: 0 }
  return {
    heads: HEADS,
    scores: scores as SetSummary['scores'],
    repeated: repeated as SetSummary['repeated'],
    attribution: { nodes, clean, corrupt: clean, ...attribution },
    attentionWrites: new Float64Array(2),
  }
}

describe('scores of a head', () => {
  it('that are 0 are numbers, and those that nothing has are not', () => {
    const { rows } = seen(<HeadScoresTable answer={restingHead(4)} summary={summaryOf(3, 1)} />)
    const cells = new Map(rows.slice(1).map(([name, ...rest]) => [name, rest]))
    expect(cells.get('Induction')!.at(-1)).toBe('0.00')
    expect(cells.get('To the answer')!.at(-1)).toBe('–')
  })

  it('are those of the prompt until the summary is there', () => {
    const { rows, text } = seen(<HeadScoresTable answer={restingHead(4)} summary={null} />)
    const [, here, mean] = rows.find(([name]) => name === 'First token')!
    expect([here, mean]).toEqual(['1.00', '–'])
    expect(text).toContain('being computed')
  })

  it('are chosen from by prompt, of one prompt and of a thousand', () => {
    for (const count of [1, 1000]) {
      const summary = summaryOf(count, 1)
      const prompts = Array.from({ length: count }, (_, row) => promptOf(3, row))
      expect(valuesOf('induction', 'a0.h1', summary)).toHaveLength(count)
      expect(valuesOf('direct', 'a0.h1', summary)[0]).toBeCloseTo(0.2, 12)
      const { html } = seen(<PromptScores head="a0.h1" summary={summary} prompts={prompts} chosen={0} />)
      expect(html).toContain(`of 0.1 on ${count === 1 ? '1 prompt' : '1,000 prompts'}`)
    }
  })

  it('of prompts without answers have no direct effect among them', () => {
    expect(offeredOf('a0.h1', summaryOf(2, NaN))).not.toContain('direct')
    expect(offeredOf('a0.h1', { ...summaryOf(2, 1), attribution: null })).not.toContain('direct')
  })
})

describe('attention of a head', () => {
  it.each([1, 8, 1024])('that rests on the first token is drawn for %d tokens', (length) => {
    const answer = restingHead(length)
    const figure = (
      <HeadAttention
        answer={answer}
        patterns={answer.patterns}
        cutting={null}
        prompt={promptOf(length)}
        chosen={null}
        onChoose={() => undefined}
      />
    )
    const { html } = seen(figure)
    expect(html).toContain('to &lt;bos&gt; (0) 1.00')
    expect(html).toContain('&lt;bos&gt; at position 0, 1.00')
    expect(html.match(/at position \d+, 0\.00"/g) ?? []).toHaveLength(2 * (length - 1) || 0)
  })
})

describe('what a head writes for what it reads', () => {
  it('is listed whole for short prompts, and in part for long ones, which is said', () => {
    const listed = (length: number) =>
      seen(<HeadReads answer={restingHead(length)} prompt={promptOf(length)} />)
    expect(listed(8).rows).toHaveLength(1 + 8)
    const long = listed(1024)
    expect(long.rows).toHaveLength(1 + MOST_POSITIONS)
    expect(long.rows[1].slice(0, 2)).toEqual(['<bos> (0)', '1.00'])
    expect(long.text).toContain('60 of 1,024 positions')
  })
})

describe('direct effect on the logits', () => {
  it('adds up to the logit difference as it is shown', () => {
    const summary = summaryOf(1, 0.6)
    const figure = (
      <HeadAttribution
        answer={restingHead(3)}
        attribution={summary.attribution!}
        prompt={promptOf(3)}
        onNode={() => undefined}
      />
    )
    const { html, text } = seen(figure)
    const shown = [...html.matchAll(/, effect <\/span>([^<]+)/g)].map(([, value]) => numberOf(value))
    expect(shown.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0.6, 3)
    expect(text).toContain('the logit difference, 0.6000')
  })

  it('is said to be missing where the prompt has no answer', () => {
    const { attribution } = summaryOf(1, NaN)
    const figure = (
      <HeadAttribution
        answer={restingHead(3)}
        attribution={attribution!}
        prompt={promptOf(3)}
        onNode={() => undefined}
      />
    )
    expect(seen(figure).text).toContain('This prompt has no answer')
  })
})

describe('the title of a prompt', () => {
  it('has spaces between words, whether tokens bring them or not', () => {
    const words = (texts: string[]) => ({
      ...promptOf(1),
      clean: texts.map((text, id) => ({ id, text })),
    })
    expect(promptTitle(words(['<bos>', 'Anna', 'met', 'Ben']))).toBe('#1 Anna met Ben')
    expect(promptTitle(words(['When', ' Mary', 'land']))).toBe('#1 When Maryland')
  })
})

import { readFileSync } from 'node:fs'
import { Tokenizer } from '@huggingface/tokenizers'
import { describe, expect, test } from 'vitest'
import {
  acdc,
  makeMeasure,
  type Measure,
  type Metric,
  type Pair,
} from '../../testing/plain/attention-only-acdc.ts'
import { edgesInAcdcOrder } from '../../testing/plain/attention-only-graph.ts'
import { readSafetensors } from '../plain-safetensors.ts'
import { forward, softmax, type Model } from '../../testing/plain/attention-only-transformer.ts'
import { positionCode, tokenCode } from './codes.ts'
import { CIRCUIT, CONFIG, makeFiles } from './make.ts'
import { VOCABULARY, type Prompt } from './words.ts'

const readBytes = (name: string): Buffer => readFileSync(new URL(name, import.meta.url))
const readJson = <T>(name: string): T => JSON.parse(readBytes(name).toString('utf8'))

// Everything below reads the committed files, as a user of the sample would.
const tokenizer = new Tokenizer(readJson<object>('tokenizer.json'), readJson<object>('tokenizer_config.json'))
const prompts = readJson<{ prompts: Prompt[] }>('prompts.json').prompts
const model: Model = {
  config: readJson<typeof CONFIG>('config.json'),
  weights: readSafetensors(readBytes('model.safetensors')),
}
const wordId = (word: string): number => tokenizer.encode(word, { add_special_tokens: false }).ids[0]
const pairs: Pair[] = prompts.map(({ clean, corrupt, answers, wrong_answers }) => ({
  clean: tokenizer.encode(clean).ids,
  corrupt: tokenizer.encode(corrupt).ids,
  answer: wordId(answers[0]),
  wrong: wordId(wrong_answers[0]),
}))
const allEdges = edgesInAcdcOrder(model.config).map((edge) => edge.name)
const cutAllBut = (kept: string[]): Set<string> => new Set(allEdges.filter((edge) => !kept.includes(edge)))

/** In minimised form, as ACDC wants it. */
function makeLoss(metric: Metric): Measure {
  const measure = makeMeasure(model, pairs, metric)
  return metric === 'logit_diff' ? (cut) => -measure(cut) : measure
}

describe('the files', () => {
  test('make.ts reproduces every committed byte', () => {
    for (const [name, bytes] of makeFiles()) expect(readBytes(name).equals(bytes), name).toBe(true)
  })

  test('the catalog names the circuit that was built', () => {
    const catalog =
      readJson<{ name: string; circuit: string[]; prompts: { metric: string; threshold: number }[] }[]>(
        '../catalog.json',
      )
    const entry = catalog.find(({ name }) => name === 'induction')
    expect(entry).toMatchObject({ circuit: CIRCUIT, prompts: [{ metric: 'kl', threshold: 0.02 }] })
  })

  test('every word is one token and comes back from its id', () => {
    for (const [id, word] of VOCABULARY.entries()) {
      expect(tokenizer.encode(word, { add_special_tokens: false }).ids).toEqual([id])
      expect(tokenizer.decode([id])).toBe(word)
    }
    expect(tokenizer.encode('Anna met Zebulon').ids[3]).toBe(wordId('<unk>'))
  })

  test('prompts start with <bos>, are known words, and have equal length within a pair', () => {
    for (const [i, { clean, corrupt }] of pairs.entries()) {
      expect(clean[0]).toBe(wordId('<bos>'))
      expect([...clean, ...corrupt]).not.toContain(wordId('<unk>'))
      expect(corrupt).toHaveLength(clean.length)
      expect(clean.length).toBeLessThanOrEqual(CONFIG.n_ctx)
      expect(tokenizer.decode(clean, { skip_special_tokens: true })).toBe(prompts[i].clean)
    }
    expect(new Set(pairs.map(({ clean }) => clean.length)).size).toBeGreaterThan(3)
  })

  test('the last word occurs once before, and the answer follows it', () => {
    for (const { clean, corrupt, answer, wrong } of pairs) {
      for (const [tokens, next] of [
        [clean, answer],
        [corrupt, wrong],
      ] as const) {
        const earlier = tokens.slice(0, -1).flatMap((token, i) => (token === tokens.at(-1) ? [i] : []))
        expect(earlier).toHaveLength(1)
        expect(tokens[earlier[0] + 1]).toBe(next)
      }
    }
  })
})

test('codes: tokens overlap by at most 1/4, positions by -1/16', () => {
  const dot = (a: number[], b: number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0)
  for (let a = 0; a < VOCABULARY.length; a++)
    for (let b = 0; b < a; b++) expect(dot(tokenCode(a), tokenCode(b))).toBeLessThanOrEqual(0.25)
  for (let a = 0; a < CONFIG.n_ctx; a++)
    for (let b = -1; b < a; b++) expect(dot(positionCode(a), positionCode(b))).toBeCloseTo(-1 / 16, 5)
})

describe('the behaviour', () => {
  const probabilities = (tokens: number[]) => softmax(forward(model, tokens).logits)

  test.each(prompts.map((prompt, i) => ({ ...prompt, i })))('$clean -> $answers', ({ i }) => {
    const { clean, corrupt, answer, wrong } = pairs[i]
    expect(probabilities(clean)[answer]).toBeGreaterThan(0.98)
    expect(probabilities(corrupt)[answer]).toBeLessThan(0.001)
    expect(probabilities(corrupt)[wrong]).toBeGreaterThan(0.98)
  })

  test('the five edges alone are enough, and no smaller set of them is', () => {
    const logitDiff = makeMeasure(model, pairs, 'logit_diff')
    const full = logitDiff(new Set())
    for (let subset = 0; subset < 2 ** CIRCUIT.length; subset++) {
      const value = logitDiff(cutAllBut(CIRCUIT.filter((_, i) => (subset >> i) & 1)))
      if (subset === 2 ** CIRCUIT.length - 1) expect(Math.abs(value - full)).toBeLessThan(0.05)
      else expect(value).toBeLessThan(0.2 * full)
    }
  })
})

test('first-order attribution misses the key edge, which exact patching shows', () => {
  const edge = new Set(['a0.h1->a1.h2<k>'])
  const step = 1e-4
  const slopes = pairs.map(({ clean, corrupt, answer, wrong }) => {
    const [own, other] = [forward(model, clean), forward(model, corrupt)]
    const [cleanOut, corruptOut] = [own, other].map((run) => run.outputs.get('a0.h1') ?? new Float64Array())
    const logitDiffAt = (share: number) => {
      const mixed = cleanOut.map((value, i) => value + share * (corruptOut[i] - value))
      const donor = { ...own, outputs: new Map([['a0.h1', mixed]]) }
      const { logits } = forward(model, clean, edge, donor)
      return logits[answer] - logits[wrong]
    }
    return (logitDiffAt(step) - logitDiffAt(-step)) / (2 * step)
  })
  const estimate = slopes.reduce((a, b) => a + b, 0) / pairs.length
  const measure = makeMeasure(model, pairs, 'logit_diff')
  expect(estimate).toBeCloseTo(-0.058, 2)
  expect(measure(edge) - measure(new Set())).toBeCloseTo(-8.309, 2)
})

describe.each([
  {
    metric: 'kl',
    clean: 0,
    corrupt: 10.128,
    lowest: 2e-4,
    highest: 4,
    thresholds: [2e-4, 5e-4, 0.02, 0.5, 4],
  },
  {
    metric: 'logit_diff',
    clean: 9.815,
    corrupt: -10.182,
    lowest: 0.1,
    highest: 8,
    thresholds: [0.1, 0.5, 2, 8],
  },
] as const)('ACDC with $metric', ({ metric, clean, corrupt, lowest, highest, thresholds }) => {
  const loss = makeLoss(metric)
  const sign = metric === 'logit_diff' ? -1 : 1

  test('the metric of the clean and of the corrupt run', () => {
    expect(sign * loss(new Set())).toBeCloseTo(clean, 3)
    expect(sign * loss(new Set(allEdges))).toBeCloseTo(corrupt, 3)
  })

  test('every other edge has an effect by itself, but a small one', () => {
    const base = loss(new Set())
    for (const edge of allEdges) {
      const effect = Math.abs(loss(new Set([edge])) - base)
      if (CIRCUIT.includes(edge)) expect(effect, edge).toBeGreaterThan(highest)
      else expect(effect, edge).toBeLessThan(lowest)
      // a kl effect is the square of a small change: the smallest ones drown in float64 rounding
      if (metric === 'logit_diff') expect(effect, edge).toBeGreaterThan(1e-9)
    }
  })

  describe.each([{ absolute: false }, { absolute: true }])('absolute: $absolute', ({ absolute }) => {
    test.each(thresholds)('keeps exactly the constructed circuit at tau %d', (tau) => {
      const decisions = acdc(model.config, loss, tau, absolute)
      const kept = decisions.filter((decision) => decision.kept).map((decision) => decision.edge)
      expect(kept.toSorted()).toEqual(CIRCUIT.toSorted())
    })

    // A run whose decisions leave [lowest, highest] empty decides the same at every threshold inside it.
    test('no decision is near any threshold between the lowest and the highest', () => {
      for (const { delta, kept } of acdc(model.config, loss, lowest, absolute)) {
        if (delta === null) continue
        const effect = absolute ? Math.abs(delta) : delta
        if (kept) expect(effect).toBeGreaterThan(highest)
        else expect(effect).toBeLessThan(lowest)
      }
    })
  })
})

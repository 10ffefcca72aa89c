import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { acdc, makeMeasure, type Decision, type Pair } from './attention-only-acdc.ts'
import type { Config } from './attention-only-graph.ts'
import { readSafetensors } from '../../samples/plain-safetensors.ts'
import { forward, type Model } from './attention-only-transformer.ts'

/** The reference ACDC's own run, see fixtures/README.md. `ld` is already negated: its changes are minimised. */
interface ReferenceRun {
  metric: 'kl' | 'ld'
  tau: number
  direct_edges: boolean
  abs_value_threshold: boolean
  trace: [sender: string, receiver: string, change: number, kept: 0 | 1][]
}

interface ReferenceData {
  clean: number[][]
  corrupt: number[][]
  answer: number[]
  wrong: number[]
}

const fixture = new URL('../../fixtures/attn-only-2l/', import.meta.url)
const readJson = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, fixture), 'utf8'))

const model: Model = {
  config: readJson<Config>('config.json'),
  weights: readSafetensors(readFileSync(new URL('model.safetensors', fixture))),
}
const data = readJson<ReferenceData>('data.json')
const pairs: Pair[] = data.clean.map((clean, i) => ({
  clean,
  corrupt: data.corrupt[i],
  answer: data.answer[i],
  wrong: data.wrong[i],
}))

test('the plain transformer gives the logits of TransformerLens', () => {
  const reference = readJson<{ logits_last: { clean: number[][] } }>('ref.float64.json').logits_last.clean
  const worst = pairs.map(({ clean }, i) => {
    const { logits } = forward(model, clean)
    return Math.max(...reference[i].map((value, v) => Math.abs(value - logits[v])))
  })
  expect(Math.max(...worst)).toBeLessThan(1e-12)
})

const runs = readJson<{ runs: ReferenceRun[] }>('acdc.float64.json').runs.filter((run) => !run.direct_edges)

test.each(runs)('ACDC decides as the reference code does: $metric, tau $tau', (run) => {
  const raw = makeMeasure(model, pairs, run.metric === 'kl' ? 'kl' : 'logit_diff')
  const measure = run.metric === 'kl' ? raw : (cut: ReadonlySet<string>) => -raw(cut)
  const tested = acdc(model.config, measure, run.tau, run.abs_value_threshold).filter(
    ({ delta }) => delta !== null,
  )
  const outcome = ({ edge, kept }: Decision) => `${edge} ${kept ? 'kept' : 'cut'}`
  expect(tested.map(outcome)).toEqual(
    run.trace.map(([s, r, , kept]) => `${s}->${r} ${kept ? 'kept' : 'cut'}`),
  )
  const errors = tested.map(({ delta }, i) => Math.abs((delta ?? NaN) - run.trace[i][2]))
  expect(Math.max(...errors)).toBeLessThan(1e-12)
})

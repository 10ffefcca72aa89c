import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { AcdcConfig, PromptRow } from '../contract'
import { discoverCircuit, edgeName, graphOf, openExperiment, openModel } from '../engine'
import {
  acdc,
  makeMeasure,
  type Decision,
  type Metric,
  type Pair,
} from '../testing/plain/attention-only-acdc.ts'
import type { Config } from '../testing/plain/attention-only-graph.ts'
import { readSafetensors } from './plain-safetensors.ts'
import type { Model } from '../testing/plain/attention-only-transformer.ts'

// The engine (float32, ONNX Runtime, incremental) against the plain transformer (float64, explicit sums,
// a whole forward pass for each edge): the published numbers hold no run with `absolute` and our edges.

const url = (path: string) => new URL(path, import.meta.url)
const readJson = <T>(path: string): T => JSON.parse(readFileSync(url(path), 'utf8'))

interface CatalogEntry {
  name: string
  circuit: string[]
}
const circuit = readJson<CatalogEntry[]>('catalog.json').find(({ name }) => name === 'induction')!.circuit

/** The bundled sample's prompts as rows of the form. */
function sampleRows(): PromptRow[] {
  interface File {
    prompts: { clean: string; corrupt: string; answers: string[]; wrong_answers: string[] }[]
  }
  return readJson<File>('induction/prompts.json').prompts.map(({ wrong_answers, ...row }) => ({
    ...row,
    wrongAnswers: wrong_answers,
  }))
}

type Settings = Pick<AcdcConfig, 'metric' | 'threshold' | 'absolute'>

async function engineDecisions(folder: string, rows: PromptRow[], settings: Settings): Promise<Decision[]> {
  const model = await openModel(fileURLToPath(url(folder)))
  const experiment = await openExperiment(model, { rows }, { threads: 1 })
  const graph = graphOf(model.config)
  const decisions: Decision[] = []
  for await (const event of discoverCircuit(experiment, settings)) {
    if (event.type !== 'decision') continue
    decisions.push({ edge: edgeName(graph, event.edge), kept: event.kept, delta: event.delta })
  }
  return decisions
}

describe('the engine finds exactly the constructed circuit', () => {
  const cases: Settings[] = [0.0002, 0.002, 0.02, 0.5, 4].map((threshold) => ({
    metric: 'kl',
    threshold,
    absolute: false,
  }))
  for (const threshold of [0.1, 1, 8]) {
    cases.push(
      { metric: 'logit_diff', threshold, absolute: false },
      { metric: 'logit_diff', threshold, absolute: true },
    )
  }
  test.each(cases)('$metric, threshold $threshold, absolute $absolute', async (settings) => {
    const decisions = await engineDecisions('induction', sampleRows(), settings)
    expect(decisions).toHaveLength(81)
    const kept = decisions.filter((decision) => decision.kept).map(({ edge }) => edge)
    expect(new Set(kept)).toEqual(new Set(circuit))
  })
})

describe('the engine decides as the plain float64 ACDC does on attn-only-2l', () => {
  interface Data {
    clean: number[][]
    corrupt: number[][]
    answer: number[]
    wrong: number[]
  }
  const fixture = '../fixtures/attn-only-2l'
  const { clean, corrupt, answer, wrong } = readJson<Data>(`${fixture}/data.json`)
  const model: Model = {
    config: readJson<Config>(`${fixture}/config.json`),
    weights: readSafetensors(readFileSync(url(`${fixture}/model.safetensors`))),
  }
  const pairs: Pair[] = clean.map((tokens, i) => ({
    clean: tokens,
    corrupt: corrupt[i],
    answer: answer[i],
    wrong: wrong[i],
  }))
  const rows: PromptRow[] = pairs.map((pair) => ({
    clean: pair.clean,
    corrupt: pair.corrupt,
    answers: [pair.answer],
    wrongAnswers: [pair.wrong],
  }))

  const cases: (Settings & { metric: Metric })[] = []
  for (const absolute of [false, true]) {
    for (const threshold of [0.05, 0.3])
      cases.push({ metric: 'kl', threshold, absolute }, { metric: 'logit_diff', threshold, absolute })
  }
  test.each(cases)('$metric, threshold $threshold, absolute $absolute', async (settings) => {
    const raw = makeMeasure(model, pairs, settings.metric)
    const loss = settings.metric === 'kl' ? raw : (cut: ReadonlySet<string>) => -raw(cut)
    const plain = acdc(model.config, loss, settings.threshold, settings.absolute)
    const engine = await engineDecisions(fixture, rows, settings)
    const outcome = ({ edge, kept, delta }: Decision) =>
      `${edge} ${kept ? 'kept' : 'cut'} ${delta === null ? 'free' : 'tested'}`
    expect(engine.map(outcome)).toEqual(plain.map(outcome))
    const errors = engine.flatMap(({ delta }, i) =>
      delta === null ? [] : [Math.abs(Math.abs(delta) - Math.abs(plain[i].delta!))],
    )
    expect(Math.max(...errors)).toBeLessThan(2e-5)
  })
})

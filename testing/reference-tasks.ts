import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { FIXTURES, readJson } from './fixtures'

/** A model, prompt pairs and the reference numbers made with them, in one shape for all sources. */
export interface ReferenceTask {
  name: string
  modelPath: string
  pairs: ReferencePair[]
  /** Values of the metrics ld, kl and lp on the clean and on the corrupt prompts, means and per prompt. */
  baseline: Record<'clean' | 'corrupt', Record<ReferenceMetric, number>>
  perPrompt: Record<'clean' | 'corrupt', Record<ReferenceMetric, number[]>> | null
  /** [edge] metric of the clean run with only that edge carrying the corrupt value */
  edgeExact: Record<'ld' | 'kl', number[]>
  runs: ReferenceRun[]
}

export type ReferenceMetric = 'ld' | 'kl' | 'lp'

export interface ReferencePair {
  clean: Int32Array
  corrupt: Int32Array
  answers: number[]
  wrongAnswers: number[]
  answerPosition: number
}

/** One published ACDC run over the plain edge set, signed, reference order. */
export interface ReferenceRun {
  metric: 'ld' | 'kl'
  tau: number
  /** [edge, change, kept] in test order; edges are names or indices as the source has them */
  trace: [edge: string | number, change: number, kept: 0 | 1][]
  survivors: (string | number)[]
  finalMetric: number
}

/** A folder of `fixtures/`: the published code's numbers for a tiny model. */
export function tinyTask(name: string): ReferenceTask {
  const folder = join(FIXTURES, name)
  const reference = readJson(join(folder, 'ref.float64.json'))
  const acdc = readJson(join(folder, 'acdc.float64.json'))
  return {
    ...measuredTask(name, folder, reference),
    runs: acdc.runs.filter(isPlainRun).map((run: PublishedRun) => ({
      metric: run.metric,
      tau: run.tau,
      trace: run.trace.map(([sender, receiver, change, kept]) => [`${sender}->${receiver}`, change, kept]),
      survivors: run.survivors,
      finalMetric: run.final_metric,
    })),
  }
}

/** The folders of fixtures/architectures. */
export function architectureNames(): string[] {
  const entries = readdirSync(join(FIXTURES, 'architectures'), { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
}

/** A folder of fixtures/architectures: numbers of an independent float64 implementation; edges by index. */
export function architectureTask(name: string): ReferenceTask {
  const folder = join(FIXTURES, 'architectures', name)
  const reference = readJson(join(folder, 'ref.json'))
  return {
    ...measuredTask(name, folder, reference),
    runs: (reference.acdc?.runs ?? []).map(
      ({ final, ...run }: Omit<PublishedRun, 'final_metric'> & { final: Record<'ld' | 'kl', number> }) => ({
        ...run,
        finalMetric: run.metric === 'ld' ? -final.ld : final.kl,
      }),
    ),
  }
}

/** Prompts of one answer each, and what `reference` measured on them. */
function measuredTask(name: string, folder: string, reference: Pick<ReferenceTask, 'baseline'> & Measured) {
  const data = readJson(join(folder, 'data.json'))
  return {
    name,
    modelPath: folder,
    pairs: data.clean.map((clean: number[], i: number) =>
      pair(clean, data.corrupt[i], [data.answer[i]], [data.wrong[i]]),
    ),
    baseline: reference.baseline,
    perPrompt: null,
    edgeExact: reference.edge_exact?.noise ?? { ld: [], kl: [] },
  }
}

/** A model of which only logits are known has no edges here. */
interface Measured {
  edge_exact?: { noise: ReferenceTask['edgeExact'] }
}

/** A task of the folder `shared`; see describeWithShared. */
export function realTask(shared: string, name: string, modelFolder: string): ReferenceTask {
  const folder = join(shared, 'fixtures', name)
  const expected = readJson(join(folder, 'expected.json'))
  const { prompts } = readJson(join(folder, 'prompts.json'))
  return {
    name,
    modelPath: join(shared, modelFolder),
    pairs: prompts.map((prompt: Record<'clean' | 'corrupt' | 'answers' | 'wrong_answers', number[]>) =>
      pair(prompt.clean, prompt.corrupt, prompt.answers, prompt.wrong_answers),
    ),
    baseline: expected.baseline,
    perPrompt: expected.per_prompt,
    edgeExact: expected.edge_exact.noise,
    runs: expected.acdc.runs.map((run: PublishedRun) => ({ ...run, finalMetric: run.final_metric })),
  }
}

interface PublishedRun {
  metric: 'ld' | 'kl'
  tau: number
  direct_edges: boolean
  indices_mode: string
  abs_value_threshold: boolean
  trace: [string, string, number, 0 | 1][]
  survivors: (string | number)[]
  final_metric: number
}

const isPlainRun = (run: PublishedRun) =>
  !run.direct_edges && run.indices_mode === 'normal' && !run.abs_value_threshold

function pair(clean: number[], corrupt: number[], answers: number[], wrongAnswers: number[]): ReferencePair {
  return {
    clean: Int32Array.from(clean),
    corrupt: Int32Array.from(corrupt),
    answers,
    wrongAnswers,
    answerPosition: clean.length - 1,
  }
}

import { join } from 'node:path'
import type { MetricName } from '../contract'
import { openModel } from '../engine/model'
import { weightFeeds } from '../engine/transformer'
import { FIXTURES, readJson } from './fixtures'
import {
  architectureNames,
  architectureTask,
  realTask,
  tinyTask,
  type ReferenceTask,
} from './reference-tasks'
import { METRIC_NAMES } from './replay-run'
import type { Experiment } from '../engine/experiment/experiment'

export type ReferenceDirection = 'noise' | 'denoise'
export const DIRECTION_NAMES = { noise: 'noising', denoise: 'denoising' } as const

type Numbers = number | Numbers[]
/** `ld`, `kl`, `lp` -> numbers; kl is absent where its gradient is 0. */
type ByMetric = Partial<Record<keyof typeof METRIC_NAMES, Numbers>>

/** What every reference file has; see README.md for each array. */
export interface ModelNumbers {
  logits_last: Record<'clean' | 'corrupt', number[][]>
}

/** The parts of a reference file that methods are held against. */
export interface MethodNumbers extends ModelNumbers {
  node_patching?: Record<ReferenceDirection, Record<string, ByMetric>>
  node_attribution?: Record<ReferenceDirection, Record<string, ByMetric>>
  edge_exact: Partial<Record<ReferenceDirection, ByMetric>>
  eap: Partial<Record<ReferenceDirection, ByMetric>>
  eap_ig5?: { k0_4: ByMetric }
  faithfulness?: {
    order: number[]
    circuits: {
      k: number
      edges_after_prune: number
      ld: number
      kl: number
      lp: number
      faithfulness_ld: number
    }[]
    mib: { k: number[]; faithfulness_ld: number[]; CPR: number; CMD: number }
    mib_signed?: { faithfulness_ld: number[]; CPR: number; CMD: number }
  }
}

export interface ModelReference {
  name: string
  task: ReferenceTask
  numbers: ModelNumbers
  /** Absolute difference that is allowed where 1e-5 of the value is less. */
  tolerance: number
}

export interface MethodReference extends ModelReference {
  numbers: MethodNumbers
}

const TINY = ['gpt2-tiny', 'neox-tiny', 'llama-tiny', 'attn-only-2l']

export function tinyReferences(): MethodReference[] {
  return TINY.map((name) => ({
    name,
    task: tinyTask(name),
    numbers: readJson(join(FIXTURES, name, 'ref.float64.json')),
    tolerance: 2e-5,
  }))
}

/** Every model of fixtures/architectures; of some there are logits and baselines alone. */
export function architectureModels(): ModelReference[] {
  return architectureNames().map((name) => ({
    name,
    task: architectureTask(name),
    numbers: readJson(join(FIXTURES, 'architectures', name, 'ref.json')),
    tolerance: 2e-5,
  }))
}

/** Those of which there are numbers of every method: at least one of each kind of block. */
export function architectureReferences(): MethodReference[] {
  return architectureModels().filter(hasMethods)
}

export const hasMethods = (reference: ModelReference): reference is MethodReference =>
  'eap' in reference.numbers

const REAL = {
  'nano-sort': 'models/llmviz-nano-sort',
  'gpt2-basic': 'models/gpt2-basic',
  'stories260k-pronoun': 'models/stories260K',
  'random-gpt2-4l': 'fixtures/random-gpt2-4l',
}

export function realReferences(shared: string): MethodReference[] {
  return Object.entries(REAL).map(([name, modelFolder]) => ({
    name,
    task: realTask(shared, name, modelFolder),
    numbers: readJson(join(shared, 'fixtures', name, 'expected.json')),
    tolerance: 5e-5,
  }))
}

/** A reference's model and prompts as the configuration of a run has them. */
export function taskOf({ task, name }: MethodReference) {
  const rows = task.pairs.map(({ clean, corrupt, answers, wrongAnswers }) => {
    return { clean: [...clean], corrupt: [...corrupt], answers, wrongAnswers }
  })
  return { model: task.modelPath, prompts: { name, rows } }
}

export async function experimentOf({ modelPath, pairs }: ReferenceTask): Promise<Experiment> {
  const model = await openModel(modelPath)
  return { config: model.config, weights: weightFeeds(await model.loadWeights()), pairs, threads: 1 }
}

/** Every metric that `numbers` has, under our name. */
export function metricsOf(numbers: ByMetric | undefined): { metric: MetricName; expected: number[] }[] {
  return Object.entries(numbers ?? {}).map(([name, expected]) => ({
    metric: METRIC_NAMES[name as keyof typeof METRIC_NAMES],
    expected: [expected].flat(3) as number[],
  }))
}

/** Largest difference, in units of what is allowed: at most 1 where all numbers agree. */
export function worstExcess(
  actual: ArrayLike<number>,
  expected: readonly number[],
  tolerance: number,
): number {
  if (actual.length !== expected.length)
    throw new Error(`${actual.length} numbers where ${expected.length} are expected`)
  return expected.reduce((worst, value, i) => {
    const excess = Math.abs(actual[i] - value) / Math.max(tolerance, 1e-5 * Math.abs(value))
    return Number.isNaN(excess) ? Infinity : Math.max(worst, excess)
  }, 0)
}

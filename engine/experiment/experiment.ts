import { availableParallelism } from 'node:os'
import {
  PatchbayError,
  type Baselines,
  type Direction,
  type MetricName,
  type StageEvent,
} from '../../contract'
import type { PromptPair } from '../datasets'
import { buildGraph, type ComputationalGraph } from '../graph'
import { MetricMeter } from '../metrics'
import type { TransformerConfig } from '../model/transformer'
import type { Feeds, FloatTensor } from '../onnx'
import { tokenFeeds } from '../transformer'
import { layerWithoutNumbers, noNumbers } from './no-numbers'
import { joinedData, commonLength, runPairs, type PairedRuns } from './paired-runs'

export type Side = 'clean' | 'corrupt'
export const baseSide = (direction: Direction): Side => (direction === 'noising' ? 'clean' : 'corrupt')
export const donorSide = (direction: Direction): Side => (direction === 'noising' ? 'corrupt' : 'clean')

/** What every method works on: a model with its weights loaded, and encoded prompts. */
export interface Experiment {
  config: TransformerConfig
  /** As from weightFeeds. */
  weights: Feeds
  pairs: readonly PromptPair[]
  /** Threads of the runtime. */
  threads: number
}

/** The graph whose edges a model of this architecture has. */
export function graphOf({ layerCount, heads, mlp, parallel }: TransformerConfig): ComputationalGraph {
  return buildGraph({ layers: layerCount, heads, mlps: mlp.kind !== 'none', parallel })
}

export const defaultThreads = (): number => Math.min(8, availableParallelism())

/** What a method tells while it works; its answer is the generator's return value. */
export type Progress = StageEvent | { type: 'progress'; done: number; total: number }
export type Method<Result> = AsyncGenerator<Progress, Result>

/** Runs a method to its end, for callers that want only the answer. */
export async function resultOf<Result>(method: AsyncGenerator<unknown, Result>): Promise<Result> {
  let step = await method.next()
  while (!step.done) step = await method.next()
  return step.value
}

/** How often the model was run over the prompts, either way. */
export interface Passes {
  forwards: number
  backwards: number
}

export type Baseline = Baselines

/** The length every prompt is padded to. @throws PatchbayError as commonLength. */
export function paddedLength({ config, pairs }: Experiment): number {
  return commonLength(config, pairs)
}

/** Pairs in parts that are run together, each of at most `size`. */
export function inBatches<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = []
  for (let first = 0; first < items.length; first += size) batches.push(items.slice(first, first + size))
  return batches
}

export function pairFeeds(pairs: readonly PromptPair[], side: Side, length: number): Feeds {
  const rows = pairs.map((pair) => ({ tokens: pair[side], answerPosition: pair.answerPosition }))
  return tokenFeeds(rows, length)
}

/**
 * Every metric of the unpatched runs, and the meter that belongs to them.
 * @throws PatchbayError (bad-input) where the model gives no numbers.
 */
export function baselineOf(
  pairs: readonly PromptPair[],
  logits: Record<Side, readonly Float32Array[]>,
  layerOf: (side: Side, prompt: number) => string = () => '',
): { meter: MetricMeter; baseline: Baseline } {
  const [clean, corrupt] = [joinedData(logits.clean), joinedData(logits.corrupt)]
  const meter = new MetricMeter(pairs, clean)
  const baseline = { clean: meter.measure(clean), corrupt: meter.measure(corrupt) }
  for (const side of ['clean', 'corrupt'] as const) {
    const prompt = baseline[side].perPrompt.kl.findIndex((value) => !Number.isFinite(value))
    if (prompt < 0) continue
    const inWhich = side === 'clean' ? '' : ' in its corrupt run'
    throw noNumbers('the model', prompt, layerOf(side, prompt) + inWhich)
  }
  return { meter, baseline }
}

/** @throws PatchbayError (bad-input) where the model gives no numbers, naming the prompt and the layer. */
export function baselineOfRuns(
  experiment: Pick<Experiment, 'config' | 'pairs'>,
  runs: PairedRuns,
): ReturnType<typeof baselineOf> {
  const logits = {
    clean: runs.batches.map((batch) => batch.cleanLogits),
    corrupt: runs.batches.map((batch) => batch.corruptLogits),
  }
  return baselineOf(experiment.pairs, logits, (side, prompt) =>
    layerWithoutNumbers(experiment.config, runs, side, prompt),
  )
}

/**
 * The same for methods that keep no senders' values: only where there are no numbers is the model run once more, to
 * find the layer.
 */
export async function baselineOfLogits(
  { config, weights, pairs, threads }: Experiment,
  logits: Record<Side, readonly Float32Array[]>,
): Promise<ReturnType<typeof baselineOf>> {
  try {
    return baselineOf(pairs, logits)
  } catch (error) {
    baselineOfRuns({ config, pairs }, await runPairs(config, weights, pairs, threads))
    throw error
  }
}

/** For methods whose graphs are not watched: this experiment, its own runs looked through. */
export async function unwatched(experiment: Experiment): Promise<Experiment> {
  const { config, weights, pairs, threads } = experiment
  if (!config.watched) return experiment
  baselineOfRuns(experiment, await runPairs(config, weights, pairs, threads))
  return { ...experiment, config: { ...config, watched: false } }
}

/** @throws PatchbayError for kl in the noising direction, whose gradient is exactly 0 at the clean run. */
export function checkGradientMetric(metric: MetricName, direction: Direction): void {
  if (metric !== 'kl' || direction !== 'noising') return
  throw new PatchbayError(
    'bad-input',
    'kl has gradient 0 at the clean run, so attribution with kl in direction noising is 0 everywhere: choose denoising or another metric.',
  )
}

/** Element by element a - b. */
export function difference(a: Float32Array, b: Float32Array): Float32Array {
  const result = new Float32Array(a.length)
  for (let i = 0; i < a.length; i++) result[i] = a[i] - b[i]
  return result
}

export function dataOf(results: Record<string, FloatTensor>, name: string): Float32Array {
  return results[name].data
}

import { availableParallelism } from 'node:os'
import { PatchbayError, type Baselines, type MetricName, type StageEvent } from '../../contract'
import type { PromptPair } from '../datasets'
import { buildGraph, type ComputationalGraph } from '../graph'
import { MetricMeter } from '../metrics'
import type { TransformerConfig } from '../model/transformer'
import type { Feeds, FloatTensor } from '../onnx'
import { tokenFeeds } from '../transformer'
import { joinedData, commonLength, type PairedRuns } from './paired-runs'

/** `noising`: base run clean, values from the corrupt run; `denoising`: the other way round. */
export const DIRECTIONS = ['noising', 'denoising'] as const
export type Direction = (typeof DIRECTIONS)[number]

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
export function graphOf({ layers, heads, mlp, parallel }: TransformerConfig): ComputationalGraph {
  return buildGraph({ layers, heads, mlps: mlp.kind !== 'none', parallel })
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

/** Every metric of the unpatched runs, and the meter that belongs to them. */
export function baselineOf(
  pairs: readonly PromptPair[],
  logits: Record<Side, readonly Float32Array[]>,
): { meter: MetricMeter; baseline: Baseline } {
  const [clean, corrupt] = [joinedData(logits.clean), joinedData(logits.corrupt)]
  const meter = new MetricMeter(pairs, clean)
  const baseline = { clean: meter.measure(clean), corrupt: meter.measure(corrupt) }
  checkFinite(baseline)
  return { meter, baseline }
}

export function baselineOfRuns(
  pairs: readonly PromptPair[],
  { batches }: PairedRuns,
): ReturnType<typeof baselineOf> {
  return baselineOf(pairs, {
    clean: batches.map((batch) => batch.cleanLogits),
    corrupt: batches.map((batch) => batch.corruptLogits),
  })
}

/** @throws PatchbayError where a model gives no numbers. */
function checkFinite({ clean, corrupt }: Baseline): void {
  for (const [side, { mean }] of [
    ['clean', clean],
    ['corrupt', corrupt],
  ] as const) {
    if (Number.isFinite(mean.kl)) continue
    const found = `the model's kl on the ${side} prompts is ${mean.kl}, not a number`
    throw new PatchbayError('bad-input', `${found}: its weights may be damaged or hold values too large.`)
  }
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

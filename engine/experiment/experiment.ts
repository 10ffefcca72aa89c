import { availableParallelism } from 'node:os'
import type { Direction } from '../../contract'
import type { PromptPair } from '../datasets'
import { buildGraph, type ComputationalGraph } from '../graph'
import type { TransformerConfig } from '../model/transformer'
import type { Feeds } from '../onnx'
import { tokenFeeds } from '../transformer'
import { commonLength } from './paired-runs'

export type Side = 'clean' | 'corrupt'
export const baseSide = (direction: Direction): Side => (direction === 'noising' ? 'clean' : 'corrupt')
export const donorSide = (direction: Direction): Side => (direction === 'noising' ? 'corrupt' : 'clean')

/** What every method works on: a model with its weights loaded, and encoded prompts. */
export interface Experiment {
  config: TransformerConfig
  /** As from weightFeeds. */
  weights: Feeds
  pairs: readonly PromptPair[]
  /** The other part of a set that is split: held out where `pairs` are the train part, and the other way round. */
  otherPart?: readonly PromptPair[]
  /** Threads of the runtime. */
  threads: number
  /** What a part of the prompts that is run at one time may take at most; without it MAX_PART_BYTES. */
  partBytes?: number
  /** Where these are a part of all prompts: the length of the longest of all. Then each pair has its row. */
  part?: { length: number }
}

/** The two parts of a split set swapped; null where it is not split. */
export function onOtherPart(experiment: Experiment): Experiment | null {
  const { pairs, otherPart } = experiment
  return otherPart ? { ...experiment, pairs: otherPart, otherPart: pairs } : null
}

/** The graph whose edges a model of this architecture has. */
export function graphOf({ layerCount, heads, mlp, parallel }: TransformerConfig): ComputationalGraph {
  return buildGraph({ layers: layerCount, heads, mlps: mlp.kind !== 'none', parallel })
}

export const defaultThreads = (): number => Math.min(8, availableParallelism())

/** The length every prompt is padded to. @throws PatchbayError as commonLength. */
export function paddedLength({ config, pairs, part }: Pick<Experiment, 'config' | 'pairs' | 'part'>): number {
  return part?.length ?? commonLength(config, pairs)
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

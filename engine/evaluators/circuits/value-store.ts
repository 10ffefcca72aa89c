import type { Where } from '../../transformer'
import type { Copies } from '../incremental/nodes/copies'
import { BlockSums } from './block-sums'

/** Memory that is used again and again: what the runtime allocates for each result would be garbage all the time. */
export class GrowingBuffer {
  private data: Float32Array = new Float32Array()

  constructor(private readonly allocate = (size: number): Float32Array => new Float32Array(size)) {}

  take(size: number): Float32Array {
    this.reserve(size)
    return this.data.subarray(0, size)
  }

  /** Growing by and by would touch as much new memory for each size in between. */
  reserve(size: number): void {
    if (this.data.length < size) this.data = this.allocate(size)
  }
}

/** What several values of an MLP are computed in. */
export type MlpMemory = Record<'read' | 'change' | 'answerChange', GrowingBuffer>

/** What several values of a head are computed in. */
export type HeadMemory = Record<'q' | 'k' | 'v' | 'change' | 'answerChange', GrowingBuffer>

/** What plain passes side by side are made in: streams after each half of a layer, and what they are made of. */
export interface PlainMemory extends Record<'read' | 'others' | 'afterHeads' | 'mlps', GrowingBuffer> {
  /** Of a layer, and of the one before it. */
  afterMlp: readonly [GrowingBuffer, GrowingBuffer]
}

/** What groups of circuits are computed in, one after another. */
export interface SweepMemory {
  /** Has the values, and what is read of them. */
  sums: BlockSums
  values: Record<Where, GrowingBuffer>
  /** Of one step, and of the one before it. */
  inputs: Record<Where, readonly [GrowingBuffer, GrowingBuffer]>
  heads: HeadMemory
  mlps: MlpMemory
  plain: PlainMemory
}

/** All buffers empty: they grow with what is computed. */
export function sweepMemory(threads: number): SweepMemory {
  const buffer = () => new GrowingBuffer()
  const two = () => [buffer(), buffer()] as const
  const sums = new BlockSums(threads)
  const summed = () => new GrowingBuffer((size) => sums.allocate(size))
  return {
    sums,
    values: { changing: summed(), answer: summed() },
    inputs: { changing: [summed(), summed()], answer: [summed(), summed()] },
    heads: { q: buffer(), k: buffer(), v: buffer(), change: buffer(), answerChange: buffer() },
    mlps: { read: buffer(), change: buffer(), answerChange: buffer() },
    plain: { read: buffer(), others: buffer(), afterHeads: buffer(), afterMlp: two(), mlps: buffer() },
  }
}

/** Arrays of one size, one after another. */
export class Slots {
  constructor(
    readonly data: Float32Array,
    /** Of one of them. */
    readonly size: number,
  ) {}

  of(slot: number): Float32Array {
    return this.range(slot, 1).data
  }

  range(first: number, count: number): Copies {
    return { data: this.data.subarray(first * this.size, (first + count) * this.size), copies: count }
  }
}

/** Runs of slots that follow one another in `slots`, each at most `most` long: [from, to) of its indices. */
export function consecutive(slots: readonly number[], most: number): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = []
  for (let from = 0, to = 0; from < slots.length; from = to) {
    to = from + 1
    while (to < slots.length && to - from < most && slots[to] === slots[to - 1] + 1) to++
    runs.push({ from, to })
  }
  return runs
}

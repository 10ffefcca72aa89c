import type { Where } from '../../transformer'
import type { Copies } from '../incremental/nodes/copies'

/** Memory that is used again and again: what the runtime allocates for each result would be garbage all the time. */
export class GrowingBuffer {
  private data = new Float32Array()

  take(size: number): Float32Array {
    if (this.data.length < size) this.data = new Float32Array(size)
    return this.data.subarray(0, size)
  }
}

/** What a group of circuits is computed in; valid until the next group is. */
export interface CircuitsMemory {
  /** Of one step, and of the one before it. */
  inputs: Record<Where, readonly [GrowingBuffer, GrowingBuffer]>
}

/** What MLPs of several groups are computed in. */
export type MlpMemory = Record<'read' | 'change' | 'answerChange', GrowingBuffer>

/** What single heads of several groups are computed in. */
export type HeadMemory = Record<'q' | 'k' | 'v' | 'change' | 'answerChange', GrowingBuffer>

/** What groups that are run side by side are computed in: the values of all of them are in the same memory. */
export interface SweepMemory {
  values: Record<Where, GrowingBuffer>
  heads: HeadMemory
  mlps: MlpMemory
  groups: CircuitsMemory[]
}

export function sweepMemory(): SweepMemory {
  const buffer = () => new GrowingBuffer()
  return {
    values: { changing: buffer(), answer: buffer() },
    heads: { q: buffer(), k: buffer(), v: buffer(), change: buffer(), answerChange: buffer() },
    mlps: { read: buffer(), change: buffer(), answerChange: buffer() },
    groups: [],
  }
}

/** All buffers empty: they grow with what is computed. */
export function circuitsMemory(): CircuitsMemory {
  const buffer = () => new GrowingBuffer()
  const two = () => [buffer(), buffer()] as const
  return { inputs: { changing: two(), answer: two() } }
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

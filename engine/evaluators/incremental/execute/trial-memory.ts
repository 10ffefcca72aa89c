import type { Where } from '../../../transformer'
import type { Copies } from '../nodes/copies'

/** Where a trial puts what it computes: [copies, size] of each node or receiver that changes. */
export interface TrialOutputs {
  copies: number
  /** [sender] its change [rows, dModel]: of all at the answers, of some at all changing rows. */
  changes: Record<Where, ReadonlyMap<number, Copies>>
  /** [receiver] q, k and v [batch, pos or 1, dHead] */
  projections: Record<Where, ReadonlyMap<number, Copies>>
}

type OutputKind = Exclude<keyof TrialOutputs, 'copies'>

/** Valid until the memory is used for another trial. */
export interface ExecutedTrial {
  outputs: TrialOutputs
  /** The last stream at the answer positions [copies, batch, dModel]. */
  last: Copies
}

/**
 * Preallocated buffers that one batch's trials write into, again and again: what the runtime allocates for each result
 * would count as garbage to be collected all the time. What was written is valid until the next trial begins.
 */
export class TrialMemory {
  private readonly changes = { changing: new GrowingBuffer(), answer: new GrowingBuffer() }
  private readonly projections = { changing: new GrowingBuffer(), answer: new GrowingBuffer() }
  private readonly inputs = new GrowingBuffer()
  private sum = new Float64Array()

  /** Room for so many values of each key and copy. */
  outputs(
    copies: number,
    keys: Record<OutputKind, Record<Where, readonly number[]>>,
    sizes: Record<OutputKind, (where: Where) => number>,
  ): TrialOutputs {
    const room = (kind: OutputKind, where: Where) =>
      this[kind][where].rooms(keys[kind][where], copies, sizes[kind](where))
    return {
      copies,
      changes: { changing: room('changes', 'changing'), answer: room('changes', 'answer') },
      projections: { changing: room('projections', 'changing'), answer: room('projections', 'answer') },
    }
  }

  /** Room for a receiver's input in each copy, and for one sum of it that is not rounded. */
  input(copies: number, size: number): { data: Float32Array; sum: Float64Array } {
    if (this.sum.length !== size) this.sum = new Float64Array(size)
    return { data: this.inputs.take(copies * size), sum: this.sum }
  }
}

class GrowingBuffer {
  private data = new Float32Array()

  take(size: number): Float32Array {
    if (this.data.length < size) this.data = new Float32Array(size)
    return this.data.subarray(0, size)
  }

  /** [copies, size] for each key, one after the other. */
  rooms(keys: readonly number[], copies: number, size: number): Map<number, Copies> {
    const all = this.take(keys.length * copies * size)
    return new Map(
      keys.map((key, slot) => {
        const from = slot * copies * size
        return [key, { data: all.subarray(from, from + copies * size), copies }]
      }),
    )
  }
}

import type { TermSum } from './term-sum'

/** What sums read and write that is copied to another memory, or from it: each array once, also where there are several views of it. */
export class CopiedArrays {
  readonly arrays: Float32Array[] = []
  /** Those of them that are read before they are made, by their indices, and those that are made. */
  readonly read = new Set<number>()
  readonly written = new Set<number>()
  private readonly slots = new Map<ArrayBufferLike, Map<number, number>>()

  /** What is in `memory`, whose buffers these are, is read there, and written there if the kernel, which writes whole steps, writes to no other. */
  constructor(
    sums: readonly TermSum[],
    private readonly memory: ReadonlySet<ArrayBufferLike>,
    cellsAtOnce: number,
  ) {
    for (const { into } of sums)
      if (!memory.has(into.buffer) || into.length % cellsAtOnce !== 0) this.slotFor(into)
    for (const { into, first, plus, minus } of sums) {
      for (const array of [first, ...plus, ...minus]) this.noteRead(array)
      const slot = this.slotOf(into)
      if (slot !== undefined) this.written.add(slot)
    }
  }

  /** The index of an array that is copied. */
  slotOf({ buffer, byteOffset }: Float32Array): number | undefined {
    return this.slots.get(buffer)?.get(byteOffset)
  }

  private noteRead(array: Float32Array): void {
    const slot = this.memory.has(array.buffer) ? this.slotOf(array) : this.slotFor(array)
    if (slot !== undefined && !this.written.has(slot)) this.read.add(slot)
  }

  private slotFor(array: Float32Array): number {
    const known = this.slotOf(array)
    if (known !== undefined) return known
    const { buffer, byteOffset } = array
    const ofBuffer = this.slots.get(buffer) ?? new Map<number, number>()
    const slot = this.arrays.push(array) - 1
    this.slots.set(buffer, ofBuffer.set(byteOffset, slot))
    return slot
  }
}

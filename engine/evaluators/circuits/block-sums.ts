import { CopiedArrays } from './copied-arrays'
import { CELLS_AT_ONCE, sumKernel } from './sum-kernel'
import type { TermSum } from './term-sum'

const CELL_BYTES = Float32Array.BYTES_PER_ELEMENT
const PAGE_BYTES = 2 ** 16
/** The memory begins with addresses of terms and blocks of arrays that are elsewhere, few enough to be in the cache together. */
const VALUES_FROM = 32 * PAGE_BYTES
const MOST_BLOCK_BYTES = 2 ** 13
/** With more arrays, blocks would be so small that they take longer to copy than to add. */
const MOST_ARRAYS = VALUES_FROM / 2 ** 11

/** Where an array begins in the kernel's memory, and by how much further on each cell is; 0 for a block, which is used again. */
interface Operand {
  address: number
  perCell: number
}

interface BlockSum {
  into: Operand
  first: Operand
  terms: readonly Operand[]
  /** How many of the terms are added; the others are taken away. */
  plus: number
}

/** Makes sums, in the memory that most of what they read is in. */
export class BlockSums {
  private readonly memory = new WebAssembly.Memory({ initial: VALUES_FROM / PAGE_BYTES })
  private readonly kernel = sumKernel(this.memory)

  /** Memory for values that sums read from where they are. What was given before ends with it. */
  values(size: number): Float32Array {
    const bytes = VALUES_FROM + (size + CELLS_AT_ONCE) * CELL_BYTES
    const missing = Math.ceil((bytes - this.memory.buffer.byteLength) / PAGE_BYTES)
    if (missing > 0) this.memory.grow(missing)
    return new Float32Array(this.memory.buffer, VALUES_FROM, size)
  }

  /**
   * Makes sums of one length, in their order: a block of all of them before the next block, so that what several of them
   * read comes from memory once. There are neither calls nor results of the runtime to pay for.
   */
  make(sums: readonly TermSum[]): void {
    const copied = new CopiedArrays(sums, this.memory.buffer, CELLS_AT_ONCE)
    if (copied.arrays.length <= MOST_ARRAYS || sums.length === 1) return this.makeTogether(sums, copied)
    const half = sums.length >> 1
    this.make(sums.slice(0, half))
    this.make(sums.slice(half))
  }

  private makeTogether(sums: readonly TermSum[], copied: CopiedArrays): void {
    const { arrays, read, written } = copied
    const listed = Math.max(0, ...sums.map(({ plus, minus }) => plus.length + minus.length))
    const list = new Uint32Array(this.memory.buffer, 0, wholeSteps(listed + CELLS_AT_ONCE))
    const room = Math.min(MOST_BLOCK_BYTES, (VALUES_FROM - list.byteLength) / arrays.length) / CELL_BYTES
    const cells = wholeSteps(room)
    const blocks = new Float32Array(this.memory.buffer, list.byteLength, arrays.length * cells)
    const operand = (array: Float32Array): Operand => {
      const slot = copied.slotOf(array)
      if (slot === undefined) return { address: array.byteOffset, perCell: CELL_BYTES }
      return { address: blocks.byteOffset + slot * cells * CELL_BYTES, perCell: 0 }
    }
    const own = sums.map(({ into, first, plus, minus }) => ({
      into: operand(into),
      first: operand(first),
      terms: [...plus, ...minus].map(operand),
      plus: plus.length,
    }))
    const length = sums[0]?.into.length ?? 0
    for (let from = 0; from < length; from += cells) {
      const to = Math.min(length, from + cells)
      for (const slot of read) blocks.set(arrays[slot].subarray(from, to), slot * cells)
      for (const sum of own) this.makeBlock(sum, list, from, to)
      for (const slot of written)
        arrays[slot].set(blocks.subarray(slot * cells, slot * cells + to - from), from)
    }
  }

  private makeBlock(
    { into, first, terms, plus }: BlockSum,
    list: Uint32Array,
    from: number,
    to: number,
  ): void {
    const addressOf = ({ address, perCell }: Operand) => address + from * perCell
    for (let term = 0; term < terms.length; term++) list[term] = addressOf(terms[term])
    const listEnd = (count: number) => count * list.BYTES_PER_ELEMENT
    const bytes = (to - from) * CELL_BYTES
    this.kernel(addressOf(into), addressOf(first), 0, listEnd(plus), listEnd(terms.length), bytes)
  }
}

/** So many cells, rounded down to what the kernel takes at one time. */
const wholeSteps = (cells: number) => Math.floor(cells / CELLS_AT_ONCE) * CELLS_AT_ONCE

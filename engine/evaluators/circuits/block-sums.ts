import { CopiedArrays } from './copied-arrays'
import { CELLS_AT_ONCE, JOB, MOST_PAGES, SUM_HEAD } from './sum-kernel'
import { SumThreads } from './sum-threads'
import type { TermSum } from './term-sum'

const CELL_BYTES = Float32Array.BYTES_PER_ELEMENT
const WORD_BYTES = Uint32Array.BYTES_PER_ELEMENT
const PAGE_BYTES = 2 ** 16
/** The memory begins with the job, programs, and what of arrays that are elsewhere is copied at one time. */
const PROGRAM_FROM = JOB.words * WORD_BYTES
const COPIES_FROM = 16 * PAGE_BYTES
const VALUES_FROM = 64 * PAGE_BYTES
/** Of an array: what all sums read of it comes from memory once. */
const MOST_BLOCK_BYTES = 2 ** 13
const COPIES = (VALUES_FROM - COPIES_FROM) / CELL_BYTES
/** With more arrays, pieces of them would be so small that they take longer to copy than to add. */
const MOST_ARRAYS = COPIES / 2 ** 9
const MOST_WORDS = (COPIES_FROM - PROGRAM_FROM) / WORD_BYTES

/** Makes sums, in the memory that most of what they read is in. */
export class BlockSums {
  private readonly memory = new WebAssembly.Memory({
    initial: VALUES_FROM / PAGE_BYTES,
    maximum: MOST_PAGES,
    shared: true,
  })
  private readonly threads: SumThreads
  /** All that are views of the memory: whenever it grows there is another one. */
  private readonly buffers = new Set<ArrayBufferLike>()
  private usedBytes = VALUES_FROM

  constructor(threads: number) {
    this.threads = new SumThreads(this.memory, threads)
  }

  /** Memory for values that sums read and write where they are, unless they are too many. It stays as long as this. */
  allocate(size: number): Float32Array {
    const from = this.usedBytes
    const bytes = stepsFor(size) * CELL_BYTES
    if (from + bytes > MOST_PAGES * PAGE_BYTES) return new Float32Array(size)
    this.usedBytes += bytes
    const missing = Math.ceil((this.usedBytes - this.memory.buffer.byteLength) / PAGE_BYTES)
    if (missing > 0) this.memory.grow(missing)
    this.buffers.add(this.memory.buffer)
    return new Float32Array(this.memory.buffer, from, size)
  }

  /**
   * Makes sums of one length, in their order: a block of all of them before the next block, so that what several of them
   * read comes from memory once. There are neither calls nor results of the runtime to pay for.
   */
  make(sums: readonly TermSum[]): void {
    const words = sums.reduce((count, { plus, minus }) => count + SUM_HEAD + plus.length + minus.length, 0)
    const copied = new CopiedArrays(sums, this.buffers, CELLS_AT_ONCE)
    const isFew = copied.arrays.length <= MOST_ARRAYS && words <= MOST_WORDS
    if (isFew || sums.length === 1) return this.makeTogether(sums, copied, words)
    const half = sums.length >> 1
    this.make(sums.slice(0, half))
    this.make(sums.slice(half))
  }

  /** Ends the threads that helped. */
  release(): Promise<void> {
    return this.threads.release()
  }

  private makeTogether(sums: readonly TermSum[], copied: CopiedArrays, words: number): void {
    const { arrays, read, written } = copied
    const length = sums[0]?.into.length ?? 0
    const cells = arrays.length === 0 ? length : Math.min(length, stepsWithin(COPIES / arrays.length))
    const slotCells = stepsFor(cells)
    const copies = new Float32Array(this.memory.buffer, COPIES_FROM, arrays.length * slotCells)
    const program = new Uint32Array(this.memory.buffer, PROGRAM_FROM, words)
    for (let from = 0; from < length; from += cells) {
      const to = Math.min(length, from + cells)
      for (const slot of read) copies.set(arrays[slot].subarray(from, to), slot * slotCells)
      writeProgram(program, sums, (array) => {
        const slot = copied.slotOf(array)
        if (slot === undefined) return array.byteOffset
        return copies.byteOffset + (slot * slotCells - from) * CELL_BYTES
      })
      this.threads.make({
        program: PROGRAM_FROM,
        programEnd: PROGRAM_FROM + program.byteLength,
        from: from * CELL_BYTES,
        to: to * CELL_BYTES,
        blockBytes: MOST_BLOCK_BYTES,
        readBytes: words * (to - from) * CELL_BYTES,
      })
      for (const slot of written)
        arrays[slot].set(copies.subarray(slot * slotCells, slot * slotCells + to - from), from)
    }
  }
}

/** Addresses are those of the arrays' beginnings, also where only a piece of an array is there. */
function writeProgram(
  program: Uint32Array,
  sums: readonly TermSum[],
  addressOf: (array: Float32Array) => number,
): void {
  let at = 0
  for (const { into, first, plus, minus } of sums) {
    const minusFrom = at + SUM_HEAD + plus.length
    const end = minusFrom + minus.length
    const addressIn = (word: number) => PROGRAM_FROM + word * WORD_BYTES
    const head = [addressOf(into), addressOf(first), addressIn(minusFrom), addressIn(end)]
    for (const word of head) program[at++] = word
    for (const term of plus) program[at++] = addressOf(term)
    for (const term of minus) program[at++] = addressOf(term)
  }
}

/** So many cells, rounded down to what the kernel takes at one time, and up. */
const stepsWithin = (cells: number) => Math.floor(cells / CELLS_AT_ONCE) * CELLS_AT_ONCE
const stepsFor = (cells: number) => Math.ceil(cells / CELLS_AT_ONCE) * CELLS_AT_ONCE

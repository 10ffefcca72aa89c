/**
 * Sums of float32 values, added one after another, in memory that threads share. A program is a list of sums, each of 32-bit
 * numbers: the addresses of the sum and of what it starts with, where in the program the addresses of what is added end and where of what is
 * taken away, and these addresses.
 */
export interface SumKernel {
  /**
   * Takes blocks of the job in this memory (JOB) until there are none left, and makes all of its sums in each. Several
   * threads take blocks of one job.
   */
  work(): void
}

/** The words at the beginning of the memory: the job that is done. */
export const JOB = {
  /** Blocks that nobody has taken; once there are none, less than 0. Written last: whoever takes one reads the others. */
  left: 0,
  /** Blocks that are made. */
  done: 1,
  /** Addresses in bytes: the program, and of its sums all from `from` to `to`. */
  program: 2,
  programEnd: 3,
  from: 4,
  to: 5,
  blockBytes: 6,
  /** Raised with every job that threads are called for. */
  calls: 7,
  words: 8,
} as const

/** Numbers of a program before the addresses of a sum's terms. */
export const SUM_HEAD = 4

/** What memory the kernel works on may grow to, in pages: all that there are addresses for. */
export const MOST_PAGES = 2 ** 16

export function kernelModule(): WebAssembly.Module {
  return (compiled ??= new WebAssembly.Module(moduleBytes()))
}

/** The kernel, on values in this memory. Its vectors take a quarter of the time of plain loops. */
export function sumKernel(memory: WebAssembly.Memory): SumKernel {
  const { exports } = new WebAssembly.Instance(kernelModule(), { sums: { memory } })
  return exports as unknown as SumKernel
}

let compiled: WebAssembly.Module | undefined

/** Sums under way at one time, each of four cells. */
const VECTORS = 4
const VECTOR_BYTES = 16
/** It reads and writes whole steps of so many. */
export const CELLS_AT_ONCE = 4 * VECTORS

/** What of WebAssembly it is made of (https://webassembly.github.io/spec/core/binary, and its threads proposal). */
const I32 = 0x7f
const V128 = 0x7b
const NO_RESULT = 0x40
const BLOCK = [0x02, NO_RESULT]
const LOOP = [0x03, NO_RESULT]
const END = 0x0b
/** Begins the loop that is so many blocks further out again, or leaves that block. */
const branchIf = (outer: number) => [0x0d, outer]
const BRANCH = [0x0c, 0]
const CALL = 0x10
const DROP = 0x1a
const SELECT = 0x1b
const I32_ADD = 0x6a
const I32_SUBTRACT = 0x6b
const I32_MULTIPLY = 0x6c
const I32_LESS = 0x49
const I32_NEGATIVE = [0x41, 0, 0x48]
const I32_NOT_LESS = 0x4f
const ATOMIC_ADD = [0xfe, 0x1e, 2]
const ATOMIC_SUBTRACT = [0xfe, 0x25, 2]
const simd = (op: number) => [0xfd, ...unsigned(op)]
const LOAD = [...simd(0x00), 4]
const STORE = [...simd(0x0b), 4]
const ADD = simd(0xe4)
const SUBTRACT = simd(0xe5)
const get = (local: number) => [0x20, local]
const set = (local: number) => [0x21, local]
const setAndGet = (local: number) => [0x22, local]
const i32 = (value: number) => [0x41, (value & 0x7f) | 0x80, value >> 7]
/** The word so many words after the address on the stack. */
const loadWord = (word: number) => [0x28, 2, 4 * word]
const jobWord = (word: number) => [...i32(0), ...loadWord(word)]

const eachVector = (code: (vector: number) => number[]) => [...Array(VECTORS).keys()].flatMap(code)
/** Four cells from the address on the stack on. */
const loaded = (vector: number) => [...LOAD, ...unsigned(vector * VECTOR_BYTES)]

/**
 * The locals of `sum`, parameters first: SUM is where in the program it is, AT how far a sum is, NEXT how far in its terms, TERM
 * what is added, VALUES the sums.
 */
const [SUM, PROGRAM_END, FROM, TO, INTO, FIRST, MINUS, SUM_END, AT, NEXT, TERM, VALUES] = Array(12).keys()

/** sum(program, programEnd, from, to): all sums of the program, each from `from` to `to`. */
function sumCode(): number[] {
  const words = [INTO, FIRST, MINUS, SUM_END]
  const head = words.flatMap((local, word) => [...get(SUM), ...loadWord(word), ...set(local)])
  const begin = eachVector((v) => [...get(FIRST), ...get(AT), I32_ADD, ...loaded(v), ...set(VALUES + v)])
  const end = eachVector((v) => {
    const stored = [...STORE, ...unsigned(v * VECTOR_BYTES)]
    return [...get(INTO), ...get(AT), I32_ADD, ...get(VALUES + v), ...stored]
  })
  const onward = [...get(AT), ...i32(VECTORS * VECTOR_BYTES), I32_ADD, ...setAndGet(AT)]
  return [
    ...[...LOOP, ...head, ...get(FROM), ...set(AT)],
    ...[...LOOP, ...begin, ...get(SUM), ...i32(4 * SUM_HEAD), I32_ADD, ...set(NEXT)],
    ...[...withTerms(MINUS, ADD), ...withTerms(SUM_END, SUBTRACT)],
    ...[...end, ...onward, ...get(TO), I32_LESS, ...branchIf(0), END],
    ...[...get(SUM_END), ...setAndGet(SUM), ...get(PROGRAM_END), I32_LESS, ...branchIf(0), END],
  ]
}

/** Adds or subtracts the terms up to `termsEnd`. */
function withTerms(termsEnd: number, op: readonly number[]): number[] {
  const term = [...get(NEXT), ...loadWord(0), ...get(AT), I32_ADD, ...set(TERM)]
  const change = eachVector((v) => [
    ...get(VALUES + v),
    ...[...get(TERM), ...loaded(v)],
    ...[...op, ...set(VALUES + v)],
  ])
  const onward = [...get(NEXT), ...i32(4), I32_ADD, ...setAndGet(NEXT)]
  return [
    ...[...BLOCK, ...get(NEXT), ...get(termsEnd), I32_NOT_LESS, ...branchIf(0)],
    ...[...LOOP, ...term, ...change, ...onward, ...get(termsEnd), I32_LESS, ...branchIf(0), END],
    END,
  ]
}

/** work(): its locals are the block and where it begins and ends. */
function workCode(): number[] {
  const [TAKEN, BEGIN, BLOCK_END] = [0, 1, 2]
  const counted = (op: readonly number[], word: number) => [...i32(0), ...i32(1), ...op, 4 * word]
  const take = [...counted(ATOMIC_SUBTRACT, JOB.left), ...i32(1), I32_SUBTRACT, ...setAndGet(TAKEN)]
  const begin = [...get(TAKEN), ...jobWord(JOB.blockBytes), I32_MULTIPLY, ...jobWord(JOB.from), I32_ADD]
  const end = [...get(BEGIN), ...jobWord(JOB.blockBytes), I32_ADD, ...set(BLOCK_END)]
  const nearer = [
    ...get(BLOCK_END),
    ...jobWord(JOB.to),
    ...get(BLOCK_END),
    ...jobWord(JOB.to),
    I32_LESS,
    SELECT,
  ]
  return [
    ...[...BLOCK, ...LOOP, ...take, ...I32_NEGATIVE, ...branchIf(1), ...begin, ...set(BEGIN), ...end],
    ...[...jobWord(JOB.program), ...jobWord(JOB.programEnd), ...get(BEGIN), ...nearer, CALL, 0],
    ...[...counted(ATOMIC_ADD, JOB.done), DROP, ...BRANCH, END, END],
  ]
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const parameters = Array<number>(4).fill(I32)
  const ofSum = [
    [7, I32],
    [VECTORS, V128],
  ]
  const SHARED = 3
  const memory = [...name('sums'), ...name('memory'), 2, SHARED, 0, ...unsigned(MOST_PAGES)]
  return Uint8Array.from([
    ...[0, ...Buffer.from('asm'), 1, 0, 0, 0],
    ...section(1, [
      [0x60, ...vector(parameters.map((type) => [type])), 0],
      [0x60, 0, 0],
    ]),
    ...section(2, [memory]),
    ...section(3, [[0], [1]]),
    ...section(7, [[...name('work'), 0, 1]]),
    ...section(10, [functionBody(ofSum, sumCode()), functionBody([[3, I32]], workCode())]),
  ])
}

function functionBody(locals: readonly (readonly number[])[], code: readonly number[]): number[] {
  const body = [...vector(locals), ...code, END]
  return [...unsigned(body.length), ...body]
}

function section(id: number, items: readonly (readonly number[])[]): number[] {
  const content = vector(items)
  return [id, ...unsigned(content.length), ...content]
}

const vector = (items: readonly (readonly number[])[]) => [...unsigned(items.length), ...items.flat()]

const name = (text: string) => vector([...Buffer.from(text)].map((byte) => [byte]))

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >> 7)]
}

import { describe, expect, it } from 'vitest'
import { randomNumbers } from '../../graph'
import { BlockSums } from './block-sums'
import type { TermSum } from './term-sum'

const random = randomNumbers(7)
const among = (count: number) => Math.floor(random() * count)
const values = (length: number) => Float32Array.from({ length }, () => random() - 0.5)

/** Which arrays a sum is made of, by their indices: of the terms, and of the sums before it. */
interface DrawnSum {
  first: { sum: number } | { term: number }
  plus: number[]
  minus: number[]
}

function drawSums(count: number, terms: number): DrawnSum[] {
  const some = (most: number) => Array.from({ length: among(most) }, () => among(terms))
  return Array.from({ length: count }, (_, sum) => {
    // Itself, where that is the sum's own index.
    const first = among(2) === 0 ? { sum: among(sum + 1) } : { term: among(terms) }
    return { first, plus: some(7), minus: some(3) }
  })
}

/** Arrays of one length that follow one another in memory. */
function sumsOf(
  drawn: readonly DrawnSum[],
  terms: Float32Array,
  all: Float32Array,
  length: number,
): TermSum[] {
  const part = (of: Float32Array, index: number) => of.subarray(index * length, (index + 1) * length)
  const term = (index: number) => part(terms, index)
  return drawn.map(({ first, plus, minus }, sum) => ({
    into: part(all, sum),
    first: 'sum' in first ? part(all, first.sum) : term(first.term),
    plus: plus.map(term),
    minus: minus.map(term),
  }))
}

function makePlainly(sums: readonly TermSum[]): void {
  for (const { into, first, plus, minus } of sums) {
    const sum = Float32Array.from(first)
    for (const term of plus) term.forEach((value, i) => (sum[i] += value))
    for (const term of minus) term.forEach((value, i) => (sum[i] -= value))
    into.set(sum)
  }
}

// Threads are called for what is worth it: the last of these cases.
describe.each([1, 3])('sums by blocks, of threads: %i', (threads) => {
  it.each([
    { length: 1, count: 3, terms: 2 },
    { length: 17, count: 5, terms: 4 },
    { length: 4096, count: 3, terms: 3 },
    { length: 10_007, count: 20, terms: 12 },
    { length: 80, count: 1500, terms: 30 },
    { length: 78, count: 1500, terms: 30 },
    { length: 20_000, count: 30, terms: 20 },
    { length: 20_001, count: 30, terms: 20 },
  ])('are those of float32, term by term, bit by bit: %o', async ({ length, count, terms }) => {
    const [drawn, own, begun] = [drawSums(count, terms), values(terms * length), values(count * length)]
    const expected = begun.slice()
    makePlainly(sumsOf(drawn, own, expected, length))
    const blocks = new BlockSums(threads)
    const elsewhere = begun.slice()
    blocks.make(sumsOf(drawn, own, elsewhere, length))
    expect(elsewhere).toEqual(expected)
    const [terms32, sums32] = [blocks.allocate(own.length), blocks.allocate(begun.length)]
    terms32.set(own)
    sums32.set(begun)
    blocks.make(sumsOf(drawn, terms32, begun, length))
    expect(begun).toEqual(expected)
    blocks.make(sumsOf(drawn, terms32, sums32, length))
    expect(sums32.every((value, i) => Object.is(value, expected[i]))).toBe(true)
    expect(terms32.every((value, i) => Object.is(value, own[i]))).toBe(true)
    await blocks.release()
  })

  it('take more terms than there is usually room for', () => {
    const terms = Array.from({ length: 5000 }, () => values(3))
    const expected = new Float32Array(3)
    const sum = { first: terms[0], plus: terms, minus: terms.slice(0, 7) }
    makePlainly([{ ...sum, into: expected }])
    const into = new Float32Array(3)
    new BlockSums(threads).make([{ ...sum, into }])
    expect(into).toEqual(expected)
  })

  it('of none are none', () => {
    expect(() => new BlockSums(threads).make([])).not.toThrow()
  })
})

it('of values for which there are no addresses are made of copies', () => {
  const blocks = new BlockSums(1)
  const most = 2 ** 32 / Float32Array.BYTES_PER_ELEMENT
  const [many, few] = [blocks.allocate(most / 2), blocks.allocate(most / 2)]
  expect([many, few].map(({ buffer }) => buffer instanceof SharedArrayBuffer)).toEqual([true, false])
  many.fill(1, 0, 20)
  few.fill(2, 0, 20)
  const of = (array: Float32Array) => array.subarray(0, 20)
  blocks.make([{ into: of(few), first: of(few), plus: [of(many)], minus: [] }])
  expect([...few.subarray(18, 22)]).toEqual([3, 3, 0, 0])
})

it('are right however many blocks threads are called for, one call after another', async () => {
  const blocks = new BlockSums(4)
  const [length, terms] = [2 ** 12, 100]
  const [own, into] = [blocks.allocate(terms * length), blocks.allocate(length)]
  own.fill(1)
  const part = (term: number) => own.subarray(term * length, (term + 1) * length)
  for (let call = 0; call < 500; call++) {
    const cells = length - 16 * among(60)
    const of = (array: Float32Array) => array.subarray(0, cells)
    const plus = Array.from({ length: 70 + among(200) }, () => of(part(among(terms))))
    into.fill(-1)
    blocks.make([{ into: of(into), first: of(part(0)), plus, minus: [] }])
    expect(into.every((value, i) => value === (i < cells ? plus.length + 1 : -1))).toBe(true)
  }
  await blocks.release()
})

/** A sum [values] that is made of others of its length. */
export interface TermSum {
  into: Float32Array
  /** What it starts with: `into` itself, or another one that is made before it. */
  first: Float32Array
  plus: readonly Float32Array[]
  minus: readonly Float32Array[]
}

/** So few values of what neighbouring sums read are in the cache together. */
const BLOCK = 4096

/**
 * Makes sums, in their order. Plain loops over a block of all of them before the next block: what several sums read comes
 * from memory once, and there are neither calls nor results of the runtime to pay for.
 */
export function makeSums(sums: readonly TermSum[]): void {
  const length = sums[0]?.into.length ?? 0
  for (let from = 0; from < length; from += BLOCK) {
    const to = Math.min(length, from + BLOCK)
    for (const sum of sums) makeBlock(sum, from, to)
  }
}

function makeBlock({ into, first, plus, minus }: TermSum, from: number, to: number): void {
  if (first !== into) into.set(first.subarray(from, to), from)
  const exchanged = Math.min(plus.length, minus.length)
  for (let i = 0; i < exchanged; i++) addDifference(into, plus[i], minus[i], from, to)
  for (let i = exchanged; i < minus.length; i++) subtract(into, minus[i], from, to)
  let next = exchanged
  for (; next + 4 <= plus.length; next += 4)
    addFour(into, plus[next], plus[next + 1], plus[next + 2], plus[next + 3], from, to)
  for (; next < plus.length; next++) add(into, plus[next], from, to)
}

function add(into: Float32Array, a: Float32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) into[i] += a[i]
}

function subtract(into: Float32Array, a: Float32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) into[i] -= a[i]
}

function addDifference(into: Float32Array, a: Float32Array, b: Float32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) into[i] += a[i] - b[i]
}

function addFour(
  into: Float32Array,
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  d: Float32Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) into[i] += a[i] + b[i] + c[i] + d[i]
}

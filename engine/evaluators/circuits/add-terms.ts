/** What is added to a sum, and what is taken from it: arrays of the sum's length. */
export interface Terms {
  plus: readonly Float32Array[]
  minus: readonly Float32Array[]
}

/**
 * Adds terms in place. Plain loops, each over few terms: for arrays that are in the cache one by one they are as quick
 * as the runtime's additions, and need neither a call nor memory.
 */
export function addTerms(into: Float32Array, { plus, minus }: Terms): void {
  const exchanged = Math.min(plus.length, minus.length)
  for (let i = 0; i < exchanged; i++) addDifference(into, plus[i], minus[i])
  for (let i = exchanged; i < minus.length; i++) subtract(into, minus[i])
  let next = exchanged
  for (; next + 4 <= plus.length; next += 4)
    addFour(into, plus[next], plus[next + 1], plus[next + 2], plus[next + 3])
  for (; next < plus.length; next++) add(into, plus[next])
}

function add(into: Float32Array, a: Float32Array): void {
  for (let i = 0; i < into.length; i++) into[i] += a[i]
}

function subtract(into: Float32Array, a: Float32Array): void {
  for (let i = 0; i < into.length; i++) into[i] -= a[i]
}

function addDifference(into: Float32Array, a: Float32Array, b: Float32Array): void {
  for (let i = 0; i < into.length; i++) into[i] += a[i] - b[i]
}

function addFour(
  into: Float32Array,
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  d: Float32Array,
): void {
  for (let i = 0; i < into.length; i++) into[i] += a[i] + b[i] + c[i] + d[i]
}

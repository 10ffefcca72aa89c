/** A sum [values] that is made of others of its length. */
export interface TermSum {
  into: Float32Array
  /** What it starts with: `into` itself, or another one that is made before it. */
  first: Float32Array
  plus: readonly Float32Array[]
  minus: readonly Float32Array[]
}

/** The different ones of some rows, and which of them each row is. */
export interface DistinctRows {
  /** [distinct, width] */
  distinct: Float32Array
  /** [row] */
  indices: number[]
}

/** Runs of a pair are equal up to where they begin to differ, and so are rows of them: equal to the bit. */
export function distinctRows(rows: Float32Array, width: number): DistinctRows {
  const bits = new Uint32Array(rows.buffer, rows.byteOffset, rows.length)
  /** Where rows of a hash are, of which each is the first of its kind. */
  const byHash = new Map<number, number[]>()
  const firsts: number[] = []
  const indices: number[] = []
  for (let from = 0; from < rows.length; from += width) {
    const hash = hashOf(bits, from, width)
    const known = byHash.get(hash) ?? []
    const same = known.find((index) => isEqual(bits, firsts[index], from, width))
    if (same === undefined) {
      byHash.set(hash, [...known, firsts.length])
      firsts.push(from)
    }
    indices.push(same ?? firsts.length - 1)
  }
  const distinct = new Float32Array(firsts.length * width)
  firsts.forEach((from, index) => distinct.set(rows.subarray(from, from + width), index * width))
  return { distinct, indices }
}

/** FNV-1a over words. */
function hashOf(bits: Uint32Array, from: number, width: number): number {
  let hash = 0x811c9dc5
  for (let i = from; i < from + width; i++) hash = Math.imul(hash ^ bits[i], 0x01000193)
  return hash
}

function isEqual(bits: Uint32Array, a: number, b: number, width: number): boolean {
  for (let i = 0; i < width; i++) if (bits[a + i] !== bits[b + i]) return false
  return true
}

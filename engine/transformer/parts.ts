/** A stretch of something long that is worked off part by part. */
export interface Part {
  name: string
  from: number
  count: number
}

/** Parts of `size`, the last one of what is left. */
export function partsOf(total: number, size: number): Part[] {
  return Array.from({ length: Math.ceil(total / size) }, (_, part) => {
    const from = part * size
    return { name: `${part}`, from, count: Math.min(size, total - from) }
  })
}

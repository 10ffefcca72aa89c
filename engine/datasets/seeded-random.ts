/** Draws from one stream of numbers: the same seed gives the same draws on every machine. */
export class SeededRandom {
  private state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** Uniform in [0, 1) (mulberry32: integer arithmetic only). */
  uniform(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number, both ends included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.uniform() * (to - from + 1))
  }

  /** One of the items; there must be one. */
  one<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.uniform() * items.length)]
  }

  /** So many different items, in the order in which they were drawn; there must be enough. */
  several<Item>(items: readonly Item[], count: number): Item[] {
    // The beginning of a shuffle of which only the swaps are kept: `items` may be a whole vocabulary.
    const swapped = new Map<number, number>()
    const at = (index: number) => swapped.get(index) ?? index
    return Array.from({ length: count }, (_, drawn) => {
      const other = this.between(drawn, items.length - 1)
      const item = items[at(other)]
      swapped.set(other, at(drawn))
      return item
    })
  }
}

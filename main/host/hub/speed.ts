/** Over how long the speed of a download is measured. */
const WINDOW_MS = 5_000
/** Before that there is too little to measure. */
const SHORTEST_MS = 500

/** How fast bytes arrived lately. */
export class Speed {
  private samples: { atMs: number; bytes: number }[] = []

  /** `bytes`: of all that arrived so far, here or earlier. */
  add(bytes: number, atMs: number): void {
    this.samples.push({ atMs, bytes })
    while (this.samples.length > 2 && this.samples[1].atMs <= atMs - WINDOW_MS) this.samples.shift()
  }

  /** After something else than arriving changed how much is here. */
  reset(): void {
    this.samples = []
  }

  /** null while it cannot be measured. */
  bytesPerSecond(atMs: number): number | null {
    const [first] = this.samples
    const last = this.samples.at(-1)
    if (!first || !last || last.atMs - first.atMs < SHORTEST_MS) return null
    return ((last.bytes - first.bytes) / (Math.max(last.atMs, atMs) - first.atMs)) * 1000
  }
}

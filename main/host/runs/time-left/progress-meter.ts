/** Rates are taken over this much computing time, so that they follow the run without flickering. */
const WINDOW_MS = 4_000
/** Below this nothing is said about the remaining time. */
const MIN_MS = 500

interface Sample {
  elapsedMs: number
  decided: number
  tests: number
}

/** How fast a run goes and how long it may still take, from counts against computing time. */
export class ProgressMeter {
  private samples: Sample[] = []

  add(sample: Sample): void {
    // Another stage of work counts from its own beginning.
    if (sample.decided < (this.samples.at(-1)?.decided ?? 0)) this.samples = []
    this.samples.push(sample)
    while (this.samples.length > 2 && sample.elapsedMs - this.samples[1].elapsedMs >= WINDOW_MS)
      this.samples.shift()
  }

  /**
   * `total` of what is done one after another at an even pace (ACDC is not: see RemainingTime); `remainingMs` is null
   * while nothing was done in the window.
   */
  rates(total: number): { testsPerSecond: number; remainingMs: number | null } {
    const first = this.samples[0]
    const last = this.samples.at(-1)
    if (!first || !last || last.elapsedMs === first.elapsedMs) return { testsPerSecond: 0, remainingMs: null }
    const spanMs = last.elapsedMs - first.elapsedMs
    const decided = last.decided - first.decided
    const remainingMs = decided > 0 && spanMs >= MIN_MS ? ((total - last.decided) * spanMs) / decided : null
    return { testsPerSecond: ((last.tests - first.tests) * 1000) / spanMs, remainingMs }
  }
}

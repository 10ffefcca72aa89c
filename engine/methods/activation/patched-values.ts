import { siteColumns, type Passes, type Site, type SiteScores } from '../../../contract'

/** Effects per prompt are kept up to this many numbers (32 MB). */
const MAX_PER_PROMPT = 4_000_000

/** The metric of every patched run, as parts of the prompts are measured: sums, and values per prompt where they are few. */
export class PatchedValues {
  private readonly rows: Map<Site, number>
  private readonly sums: Float64Array
  private readonly measured: Int32Array
  /** [site, prompt] */
  private readonly perPrompt: Float64Array | null

  constructor(
    private readonly sites: readonly Site[],
    private readonly prompts: number,
  ) {
    this.rows = new Map(sites.map((site, row) => [site, row]))
    this.sums = new Float64Array(sites.length)
    this.measured = new Int32Array(sites.length)
    const size = sites.length * prompts
    this.perPrompt = size <= MAX_PER_PROMPT ? new Float64Array(size) : null
  }

  /** Those of the prompts that follow the ones of this site so far. */
  add(site: Site, values: Float64Array): void {
    const row = this.rows.get(site)!
    this.perPrompt?.set(values, row * this.prompts + this.measured[row])
    this.measured[row] += values.length
    for (const value of values) this.sums[row] += value
  }

  /** `base` [prompt] values of the base run, whose mean is `baseMetric`. */
  scores(baseMetric: number, base: Float64Array, passes: Passes): SiteScores {
    const value = this.sums.map((sum) => sum / this.prompts)
    return {
      ...siteColumns(this.sites),
      value,
      effect: value.map((one) => one - baseMetric),
      perPrompt: this.perPrompt && this.perPrompt.map((one, i) => one - base[i % this.prompts]),
      baseMetric,
      promptCount: this.prompts,
      passes,
    }
  }
}

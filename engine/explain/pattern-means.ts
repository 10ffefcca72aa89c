import type { TransformerConfig } from '../model/transformer'
import { headPattern, mean } from './head-scores'
import type { RunTrace } from './run-trace'

/** Sums of patterns take at most so much: for longer prompts they are not made. */
const MOST_BYTES = 512 * 2 ** 20

/** How much attention goes by position alone is measured against the mean pattern of the other prompts of a set. */
export class PatternMeans {
  /** [head, query, key] */
  private readonly sums: Float64Array
  /** [query] how many prompts have it */
  private readonly counts: Float64Array

  private constructor(
    private readonly config: TransformerConfig,
    private readonly length: number,
  ) {
    this.sums = new Float64Array(config.layerCount * config.heads * length * length)
    this.counts = new Float64Array(length)
  }

  static bytes = ({ layerCount, heads }: TransformerConfig, length: number): number =>
    8 * layerCount * heads * length * length

  /** Whether prompts of this length are short enough for it. */
  static fit = (config: TransformerConfig, length: number): boolean =>
    PatternMeans.bytes(config, length) <= MOST_BYTES

  /** null where prompts are too long for it. */
  static of(config: TransformerConfig, length: number): PatternMeans | null {
    return PatternMeans.fit(config, length) ? new PatternMeans(config, length) : null
  }

  get bytes(): number {
    return this.sums.byteLength
  }

  add(trace: RunTrace): void {
    const { length } = this
    trace.pairs.forEach(({ clean }, at) => {
      for (let query = 0; query < clean.length; query++) this.counts[query]++
      this.eachHead((layer, head, first) => {
        const { values } = headPattern(trace, layer, head, at)
        for (let query = 0; query < clean.length; query++)
          for (let key = 0; key < clean.length; key++)
            this.sums[first + query * length + key] += values[query * length + key]
      })
    })
  }

  /** [head] of the `at`th prompt of a trace that was added. */
  shares(trace: RunTrace, at: number): Float64Array {
    const { layerCount, heads } = this.config
    const shares = new Float64Array(layerCount * heads)
    this.eachHead((layer, head, first) => {
      const { values } = headPattern(trace, layer, head, at)
      shares[layer * heads + head] = this.share(values, first, trace.pairs[at].clean.length)
    })
    return shares
  }

  private share(values: Float32Array, first: number, promptLength: number): number {
    const { length, counts, sums } = this
    const overlaps: number[] = []
    for (let query = 1; query < promptLength; query++) {
      const others = counts[query] - 1
      if (others < 1) continue
      let overlap = 0
      for (let key = 0; key < promptLength; key++) {
        const own = values[query * length + key]
        overlap += Math.min(own, (sums[first + query * length + key] - own) / others)
      }
      overlaps.push(overlap)
    }
    return mean(overlaps)
  }

  private eachHead(see: (layer: number, head: number, first: number) => void): void {
    const { layerCount, heads } = this.config
    for (let layer = 0; layer < layerCount; layer++)
      for (let head = 0; head < heads; head++) see(layer, head, (layer * heads + head) * this.length ** 2)
  }
}

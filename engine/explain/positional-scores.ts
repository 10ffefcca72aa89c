import { paddedLength, type Experiment } from '../experiment/experiment'
import { PatternMeans } from './pattern-means'
import type { RunTrace, RunTracer } from './run-trace'
import { onlyPatterns } from './summary-part'

/** Patterns of all prompts are kept up to here, and beyond it computed a second time. */
const KEPT_BYTES = 256 * 2 ** 20

/** Measures how much attention goes by position alone, part by part, once all patterns were seen. */
export class PositionalScores {
  private readonly kept: RunTrace[] = []

  private constructor(
    private readonly layerCount: number,
    private readonly means: PatternMeans,
    /** Of the patterns of all prompts. */
    private readonly patternBytes: number,
    /** Whether patterns have to be computed again. */
    readonly isSecondPass: boolean,
  ) {}

  /** null of one prompt, which there is nothing to compare with, and of prompts too long for it. */
  static of(experiment: Experiment, keptBytes = KEPT_BYTES): PositionalScores | null {
    const { config, pairs } = experiment
    const length = paddedLength(experiment)
    const means = pairs.length > 1 ? PatternMeans.of(config, length) : null
    const bytes = 4 * pairs.length * config.layerCount * config.heads * length * length
    return means && new PositionalScores(config.layerCount, means, bytes, bytes > keptBytes)
  }

  /** In memory, once all prompts were seen. */
  get bytes(): number {
    return this.means.bytes + (this.isSecondPass ? 0 : this.patternBytes)
  }

  see(clean: RunTrace): void {
    this.means.add(clean)
    if (!this.isSecondPass) this.kept.push(onlyPatterns(clean, this.layerCount))
  }

  /** Of the `i`th part that was seen: [prompt][head] */
  async ofPart(i: number, tracer: RunTracer, part: Experiment): Promise<Float64Array[]> {
    const trace = this.isSecondPass ? await tracer.trace(part, 'clean', ['pattern']) : this.kept[i]
    return part.pairs.map((_, at) => this.means.shares(trace, at))
  }
}

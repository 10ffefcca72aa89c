import type { Experiment } from '../experiment/experiment'
import type { DirectQuestion } from './direct-parts'
import { headPattern, sumOver } from './head-scores'
import type { LogitDirections } from './logit-directions'
import type { RunTrace } from './run-trace'
import { positionsOf } from './score-keys'

/** An answer or wrong answer that its prompt contains. */
export interface WritePoint extends DirectQuestion {
  /** Positions of the token that the answer position may see. */
  keys: number[]
}

/** Of all prompts of a trace of the clean run. */
export function writePoints(
  { config }: Pick<Experiment, 'config'>,
  { pairs }: RunTrace,
  directions: LogitDirections,
): WritePoint[] {
  return pairs.flatMap(({ clean, answers, wrongAnswers, answerPosition }, at) => {
    const seen = config.causal ? clean.subarray(0, answerPosition + 1) : clean
    return [...new Set([...answers, ...wrongAnswers])].flatMap((token) => {
      const keys = positionsOf(seen, [token])
      return keys.length > 0 ? [{ at, keys, direction: directions.ofToken(token) }] : []
    })
  })
}

/** Below this, all of a coordinate is the same. */
const SAME = 1e-12

/** Whether heads write what they look at (Wang et al. 2022, figure 3c), of all points of a set. */
export class AttentionWrites {
  private readonly attention: number[][]
  private readonly written: number[][]

  constructor(private readonly config: Experiment['config']) {
    const none = () => Array.from({ length: config.layerCount * config.heads }, (): number[] => [])
    ;[this.attention, this.written] = [none(), none()]
  }

  /** @param written what the head adds to each point's logit less the mean of all tokens: [point] */
  add(
    trace: RunTrace,
    points: readonly WritePoint[],
    written: (layer: number, head: number) => Float64Array,
  ): void {
    const { layerCount, heads } = this.config
    for (let i = 0; i < layerCount * heads; i++) {
      const [layer, head] = [Math.floor(i / heads), i % heads]
      this.written[i].push(...written(layer, head))
      for (const { at, keys } of points)
        this.attention[i].push(
          sumOver(headPattern(trace, layer, head, at), trace.pairs[at].answerPosition, keys),
        )
    }
  }

  /** [head] */
  correlations(): Float64Array {
    return Float64Array.from(this.attention, (attention, i) => correlation(attention, this.written[i]))
  }
}

/** Not a number of fewer than 4 points, and where all have one x or one y. */
function correlation(x: readonly number[], y: readonly number[]): number {
  if (x.length < 4) return NaN
  const [dx, dy] = [x, y].map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    return values.map((value) => value - mean)
  })
  if ([dx, dy].some((values) => values.every((value) => Math.abs(value) <= SAME))) return NaN
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, i) => sum + value * b[i], 0)
  return product(dx, dy) / Math.sqrt(product(dx, dx) * product(dy, dy))
}

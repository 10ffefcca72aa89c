import type { TopToken } from '../task-check'

/** What the model would say if it ended there: the final norm and the unembedding of the stream after each layer. */
export interface LogitLens {
  prompt: number
  run: 'clean' | 'corrupt'
  /** `embed`, then `layer 0`, ...: the last is what the model says. */
  layers: string[]
  positions: number
  /** [layer][pos] the most probable tokens */
  top: TopToken[][][]
  /** [layer] at the answer position: the logit difference (NaN without both answers), rank and probability of the best answer */
  logitDiff: Float64Array
  rank: Float64Array
  probability: Float64Array
}

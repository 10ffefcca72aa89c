import type { HeadScoreName, RepeatedScoreName } from '../../../contract'
import type { PromptPair } from '../../datasets'
import type { TransformerConfig } from '../../model/transformer'
import { mean, patternScores, type HeadPattern, type PatternScores } from '../head-scores'
import { scoreKeys, seenCount } from '../score-keys'

/** Scores that are shares of attention, and so can be held against attention that goes everywhere alike. */
export type ShareName = Exclude<HeadScoreName, 'spread' | 'positional'>
export type RepeatedShareName = Exclude<RepeatedScoreName, 'spread' | 'positional'>

/** What a head of this layer would score that attends to all it sees alike: means over the prompts that have a number. */
export function uniformScores(
  config: TransformerConfig,
  layer: number,
  pairs: readonly PromptPair[],
): Record<ShareName, number> {
  const patterns = new Map<number, HeadPattern>()
  const patternOf = (length: number) => {
    const pattern = patterns.get(length) ?? uniformPattern(config, layer, length)
    patterns.set(length, pattern)
    return pattern
  }
  const scores = pairs.map((pair) =>
    patternScores(config, layer, scoreKeys(config, pair), patternOf(pair.clean.length)),
  )
  const over = (name: keyof PatternScores) =>
    mean(scores.map((one) => one[name]).filter((value) => !Number.isNaN(value)))
  return {
    previousToken: over('previousToken'),
    duplicateToken: over('duplicateToken'),
    induction: over('induction'),
    self: over('self'),
    firstToken: over('firstToken'),
    toAnswer: over('toAnswer'),
    toWrong: over('toWrong'),
    toLastWrong: over('toLastWrong'),
  }
}

function uniformPattern(config: TransformerConfig, layer: number, length: number): HeadPattern {
  const values = new Float32Array(length * length)
  for (let query = 0; query < length; query++) {
    const seen = seenCount(config, layer, query, length)
    const end = config.causal ? query + 1 : length
    values.fill(1 / seen, query * length + end - seen, query * length + end)
  }
  return { values, stride: length }
}

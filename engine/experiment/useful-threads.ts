import type { PromptPair } from '../datasets'
import type { TransformerConfig } from '../model'

/**
 * A product of so few multiply-adds takes one thread some 50 microseconds: as long as it takes to wake another and wait for it.
 * See docs/performance.md, "Settings and their defaults".
 */
const SMALL_PRODUCT = 2 ** 20

/**
 * How many of the threads that may compute are of use: one where the largest product of a pass over the prompts, which are
 * padded to `length`, is small. The core that is left draws what is found.
 */
export function usefulThreads(
  most: number,
  { dModel, dMlp, vocabSize }: Pick<TransformerConfig, 'dModel' | 'dMlp' | 'vocabSize'>,
  pairs: readonly PromptPair[],
  length: number,
): number {
  const rows = pairs.length * length
  const inBlock = rows * dModel * Math.max(3 * dModel, dMlp ?? 0)
  const logits = pairs.length * dModel * vocabSize
  return Math.max(inBlock, logits) <= SMALL_PRODUCT ? 1 : most
}

import { PatchbayError, splitProblem, splitRows, type PromptPart, type PromptSet } from '../../contract'
import type { PromptPair } from './prompt-pairs'

/**
 * The pairs of a set in its parts, each with its row; all are the train part where it is not split.
 * @throws PatchbayError (bad-input) where it cannot be split as it wants to be.
 */
export function pairsOfParts(
  set: Pick<PromptSet, 'rows' | 'split'>,
  pairs: readonly PromptPair[],
): { train: readonly PromptPair[]; 'held-out'?: PromptPair[] } {
  const problem = splitProblem(set)
  if (problem !== null) throw new PatchbayError('bad-input', problem)
  if (!set.split) return { train: pairs }
  const parts = splitRows(set)
  const of = (part: PromptPart) => parts[part].map((row) => ({ ...pairs[row], row }))
  return { train: of('train'), 'held-out': of('held-out') }
}

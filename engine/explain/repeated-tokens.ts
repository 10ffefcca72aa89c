import type { PromptPair } from '../datasets'
import { SeededRandom } from '../datasets/seeded-random'
import type { Experiment } from '../experiment/experiment'

/** How many such prompts. */
const PROMPTS = 8
/** Random tokens before they come again. */
const MOST_TOKENS = 16
/** With fewer there is nothing between a token and itself. */
const FEWEST_TOKENS = 3
const SEED = 1

/**
 * Prompts of random tokens, each twice in the same order: after a common first token of all prompts of the set, where there
 * is one (BOS as a rule). The same for the same model and first token; none where the context is too short.
 */
export function repeatedPrompts({ config, weights, pairs }: Experiment): PromptPair[] {
  const bos = commonFirstToken(pairs)
  const vocabSize = weights.embed.dims[0]
  const length = Math.min(
    MOST_TOKENS,
    Math.floor((config.contextLength - bos.length) / 2),
    vocabSize - bos.length,
  )
  if (length < FEWEST_TOKENS) return []
  const random = new SeededRandom(SEED)
  const tokens = Array.from({ length: vocabSize }, (_, id) => id).filter((id) => !bos.includes(id))
  return Array.from({ length: PROMPTS }, () => {
    const some = random.several(tokens, length)
    const clean = Int32Array.from([...bos, ...some, ...some])
    return { clean, corrupt: clean, answers: [], wrongAnswers: [], answerPosition: clean.length - 1 }
  })
}

/** The token that all prompts begin with: [one] or none. */
function commonFirstToken(pairs: readonly PromptPair[]): number[] {
  const [first] = pairs[0].clean
  return pairs.every(({ clean, corrupt }) => clean[0] === first && corrupt[0] === first) ? [first] : []
}

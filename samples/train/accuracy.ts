import { joined } from './batches.ts'
import type { TrainedModel } from './loss.ts'
import type { PromptPair } from './tasks.ts'
import { encode, idOf } from './vocabulary.ts'

export interface Accuracy {
  prompts: number
  /** Share of prompts of which the likeliest next token is an answer. */
  top: number
  /** Share of prompts of which the answers together are likelier than all else. */
  half: number
  /** What the answers together get, in the mean. */
  probability: number
}

/** How often a model goes on with an answer after the clean prompts; `size` prompts are run at once. */
export async function accuracyOf(
  model: TrainedModel,
  pairs: readonly PromptPair[],
  size: number,
): Promise<Accuracy> {
  const sum = { top: 0, half: 0, probability: 0 }
  for (let from = 0; from < pairs.length; from += size) {
    const part = pairs.slice(from, from + size)
    const ids = part.map(({ clean }) => encode(clean))
    // The last token of a document is not fed: here it is the one that is asked about. The first fills an incomplete batch.
    const fed = Array.from({ length: size }, (_, i) => [...(ids[i] ?? ids[0]), 0])
    const { tokens, length } = joined(fed)
    const { data, dims } = (await model.values({ tokens, length })).logits
    part.forEach(({ answers }, row) => {
      const at = row * length + ids[row].length - 1
      const logits = data.subarray(at * dims[1], (at + 1) * dims[1])
      const largest = Math.max(...logits)
      const total = logits.reduce((all, logit) => all + Math.exp(logit - largest), 0)
      const own = answers.map((answer) => logits[idOf(answer)])
      const probability = own.reduce((all, logit) => all + Math.exp(logit - largest), 0) / total
      sum.top += own.includes(largest) ? 1 : 0
      sum.half += probability > 0.5 ? 1 : 0
      sum.probability += probability
    })
  }
  const mean = (total: number) => total / pairs.length
  return {
    prompts: pairs.length,
    top: mean(sum.top),
    half: mean(sum.half),
    probability: mean(sum.probability),
  }
}

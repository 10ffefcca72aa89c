import type { Copying } from '../../contract'
import type { CopyingTokens } from './copying-tokens'
import type { Explained } from './explained'
import { asRows, headValue, headWriting, toUnembedding } from './head-value'
import type { Head } from './named-head'
import { eachLogits, ends } from './written-tokens'

/** How many tokens are given of what is written for each. */
const TOKENS = 5

/**
 * Whether heads write the tokens that they read, one by one.
 * @param read as from copyingTokens, which serves all heads
 */
export async function copyingOf(
  explained: Pick<Explained, 'experiment' | 'tokenText'>,
  head: Head,
  read: CopyingTokens,
): Promise<Copying> {
  const { experiment, tokenText } = explained
  const vocab = experiment.weights.unembed.dims[0]
  const k = Math.max(1, Math.min(5, Math.floor(vocab / 100)))
  const writing = headWriting(experiment, head)
  const last = toUnembedding(experiment, head, null)
  const states = head.layer === 0 ? read.embeddings : read.afterLayer0
  const rows = states.map((state) => last(writing(headValue(experiment, head, state))))
  const tokens: Copying['tokens'] = []
  const isSuppressed: boolean[] = []
  await eachLogits(experiment, asRows(rows, experiment.config.dModel), (logits) => {
    const id = read.ids[tokens.length]
    const { rank, below } = ranksOf(logits, id)
    tokens.push({ id, text: tokenText(id), rank, top: ends(logits, TOKENS, tokenText).top })
    isSuppressed.push(below < k)
  })
  const share = (count: number) => count / tokens.length
  return {
    head: head.name,
    copying: share(tokens.filter(({ rank }) => rank <= k).length),
    suppressing: share(isSuppressed.filter(Boolean).length),
    k,
    chance: k / vocab,
    of: read.of,
    tokens,
  }
}

/** Its rank from 1, and how many tokens are promoted less. */
function ranksOf(logits: Float32Array, id: number): { rank: number; below: number } {
  let [above, below] = [0, 0]
  for (let other = 0; other < logits.length; other++) {
    if (logits[other] > logits[id]) above++
    else if (logits[other] < logits[id]) below++
  }
  return { rank: above + 1, below }
}

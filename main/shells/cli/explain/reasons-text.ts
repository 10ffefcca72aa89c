import { roundedText, shareText } from '../../../../contract'
import type { AttentionReasons, ExplainedPrompt } from '../../../../contract'
import { tokenText } from './texts'

/** Why a head looks from one position to another: the senders that add most to its score there. */
export function reasonsLines(reasons: AttentionReasons, prompt: ExplainedPrompt): string[] {
  const { query, key, run, probability, notes, gap } = reasons
  const tokens = { clean: prompt[run] }
  const looks = `  ${run === 'clean' ? 'It' : 'In the corrupt run it'} looks from ${tokenText(tokens, query)} to ${tokenText(tokens, key)} with ${shareText(probability)}, by ${scoreText(reasons)}`
  const isDefined = !Number.isNaN(gap)
  return [
    `${looks}${isDefined ? ':' : '.'}`,
    ...(isDefined ? partsLines(reasons) : []),
    ...notes.map((note) => `  ${note}`),
  ]
}

/** With what the soft cap makes of it, and what is added to it by distance. */
function scoreText({ score, capped, byDistance }: AttentionReasons): string {
  const cap = capped === null ? '' : `, ${roundedText(capped)} after the cap`
  const distance = byDistance === 0 ? '' : ` and ${roundedText(byDistance)} for the distance`
  return `a score of ${roundedText(score)}${cap}${distance}`
}

function partsLines({ nodes, terms, intoQuery, intoKey, gap }: AttentionReasons): string[] {
  const count = nodes.length
  const pairs = [...terms.keys()].sort((a, b) => Math.abs(terms[b]) - Math.abs(terms[a])).slice(0, 3)
  const pairText = (at: number) =>
    `${nodes[Math.floor(at / count)]} into the query with ${nodes[at % count]} into the key ${roundedText(terms[at])}`
  return [
    `  through the query most by ${mostText(nodes, intoQuery)}; through the key by ${mostText(nodes, intoKey)};`,
    `  the largest terms are ${pairs.map(pairText).join('; ')} (all terms together miss the score by ${gap.toExponential(1)}).`,
  ]
}

function mostText(nodes: readonly string[], sums: Float64Array): string {
  const order = [...sums.keys()].sort((a, b) => Math.abs(sums[b]) - Math.abs(sums[a])).slice(0, 3)
  return order.map((node) => `${nodes[node]} ${roundedText(sums[node])}`).join(', ')
}

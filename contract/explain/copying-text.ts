import { shareText } from './circuit/number-words'
import type { Copying } from './head'

/** Whether a head writes what it reads, in a sentence. */
export function copyingText({ copying, suppressing, chance, k, of, tokens }: Copying): string {
  const which = of === 'answers' ? 'answers and wrong answers' : 'tokens of the prompts'
  const most = k === 1 ? 'the token' : `among the ${k} tokens`
  return (
    `Copying score ${shareText(copying)}: the share of the ${tokens.length} ${which} that are ${most} it promotes most when it reads them; ` +
    `that it suppresses most ${shareText(suppressing)}; at random ${shareText(chance)}.`
  )
}

import { logitsText, promptTokensText } from '../../../../contract'
import type { ExplainedPrompt, WrittenToken } from '../../../../contract'

/** `"Mary" (4)` */
export function tokenText({ clean }: Pick<ExplainedPrompt, 'clean'>, position: number): string {
  return `${JSON.stringify(clean[position].text)} (${position})`
}

/** `" Mary" +2.31, " John" +0.40` */
export function tokensText(tokens: readonly WrittenToken[], count = 3): string {
  const some = tokens.slice(0, count)
  return some.map(({ text, logit }) => `${JSON.stringify(text)} ${logitsText(logit)}`).join(', ')
}

/** `Row 3: "When Mary and John ..."` */
export function promptText({ row, clean }: Pick<ExplainedPrompt, 'row' | 'clean'>): string {
  return `Row ${row + 1}: ${JSON.stringify(promptTokensText(clean))}`
}

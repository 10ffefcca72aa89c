import type { Token } from '../model'

/** The text of a prompt from its tokens, without a token such as `<bos>` in front; of the first `most` where it is long. */
export function promptTokensText(tokens: readonly Token[], most = Infinity): string {
  const [first, ...rest] = tokens.slice(0, most).map(({ text }) => text)
  const texts = /^<.*>$/.test(first) && rest.length > 0 ? rest : [first, ...rest]
  // Tokens of whole words have no spaces of their own.
  const hasSpaces = texts.some((text) => /\s/.test(text))
  return texts.join(hasSpaces ? '' : ' ').trim()
}

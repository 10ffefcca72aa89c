/** The tokens of a text: words, signs and pairs of digits; a year is two tokens. */
export function tokensOf(text: string): string[] {
  return text.match(/\d\d|\p{L}+|[^\p{L}\d\s]/gu) ?? []
}

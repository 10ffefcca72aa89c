import { MAX_SPANS, type Span, type Token } from '../../../contract'
import type { Encode } from '../continuation'
import type { Piece } from './drawn-row'

/**
 * Where the named pieces of a text are among its tokens; a space in front belongs to a word's token where the
 * tokenizer makes it one. `after` names the token that follows a span; the last token is `end`.
 */
export function namedSpans(
  pieces: readonly Piece[],
  tokens: readonly Token[],
  { encode, after = {} }: { encode: Encode; after?: Record<string, string> },
): Span[] {
  const spans: Span[] = []
  const last = tokens.length - 1
  const text = pieces.map((piece) => piece.text).join('')
  let at = 0
  for (const { text: own, span: name } of pieces) {
    const [begin, end] = [at, at + own.length]
    at = end
    if (name === undefined || own === '') continue
    const from = Math.min(last, boundary(tokens, encode, text.slice(0, begin)).index)
    const until = boundary(tokens, encode, text.slice(0, end))
    const to = Math.max(from, until.isExact ? until.index - 1 : until.index)
    spans.push({ name, from, to: Math.min(last, to) })
    if (after[name] !== undefined && to < last) spans.push({ name: after[name], from: to + 1, to: to + 1 })
  }
  return numbered([...spans, { name: 'end', from: last, to: last }])
}

/** A slot that occurs again has a number after its name. */
function numbered(spans: readonly Span[]): Span[] {
  const times = new Map<string, number>()
  return spans.slice(0, MAX_SPANS).map((span) => {
    const time = (times.get(span.name) ?? 0) + 1
    times.set(span.name, time)
    return time === 1 ? span : { ...span, name: `${span.name} ${time}` }
  })
}

/** The first token after the beginning of a text; not exact where that token began before. */
function boundary(
  tokens: readonly Token[],
  encode: Encode,
  before: string,
): { index: number; isExact: boolean } {
  const found = [before, before.trimEnd()].map((text) => {
    const read = encode(text)
    const index = read.findIndex(({ id }, i) => tokens[i]?.id !== id)
    return { index: index < 0 ? read.length : index, isExact: index < 0 }
  })
  return found.find(({ isExact }) => isExact) ?? found[1]
}

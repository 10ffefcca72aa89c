import { intTensor, type Feeds } from '../onnx'

/** Token ids of one prompt and the position whose next-token prediction is measured. */
export interface TokenRow {
  tokens: ArrayLike<number>
  answerPosition: number
}

/**
 * Feeds `tokens` and `answerRows` of prompts right-padded to `length`. Attention is causal, so what follows an
 * answer position cannot change it: any token id serves as padding. It is the prompt's own first one: a token that no
 * prompt has could hold values that overflow, and 0 times those is NaN.
 */
export function tokenFeeds(rows: readonly TokenRow[], length: number): Feeds {
  const tokens = rows.flatMap((row) =>
    Array.from({ length }, (_, position) => row.tokens[position < row.tokens.length ? position : 0]),
  )
  return {
    tokens: intTensor(tokens, [rows.length, length]),
    answerRows: intTensor(
      rows.map((row, r) => r * length + row.answerPosition),
      [rows.length],
    ),
  }
}

import { intTensor, type Feeds } from '../onnx'

/** Token ids of one prompt and the position whose next-token prediction is measured. */
export interface TokenRow {
  tokens: ArrayLike<number>
  answerPosition: number
}

/**
 * Feeds `tokens` and `answerRows` of prompts right-padded to `length`. Attention is causal, so what
 * stands behind an answer position cannot change it: any token id serves as padding.
 */
export function tokenFeeds(rows: readonly TokenRow[], length: number): Feeds {
  const tokens = new Array<number>(rows.length * length).fill(0)
  rows.forEach((row, r) => {
    for (let position = 0; position < row.tokens.length; position++)
      tokens[r * length + position] = row.tokens[position]
  })
  return {
    tokens: intTensor(tokens, [rows.length, length]),
    answerRows: intTensor(
      rows.map((row, r) => r * length + row.answerPosition),
      [rows.length],
    ),
  }
}

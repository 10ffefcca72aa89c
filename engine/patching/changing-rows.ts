import type { PromptPair } from '../datasets'
import type { TransformerConfig } from '../model/transformer'

/**
 * Of all rows [batch*pos] those that can differ between the clean and the corrupt run, in ascending order. Under
 * causal attention nothing differs before a prompt's first differing token, and nothing behind its answer position is
 * ever looked at. The answer's row is always among them.
 */
export function changingRows(
  { causal }: TransformerConfig,
  pairs: readonly PromptPair[],
  length: number,
): number[] {
  if (!causal) return Array.from({ length: pairs.length * length }, (_, row) => row)
  return pairs.flatMap(({ clean, corrupt, answerPosition }, prompt) => {
    const differs = clean.findIndex((token, position) => token !== corrupt[position])
    const first = differs < 0 ? answerPosition : Math.min(differs, answerPosition)
    return Array.from({ length: answerPosition + 1 - first }, (_, i) => prompt * length + first + i)
  })
}

/** Where the answers' rows stand among the changing ones: [batch]. */
export function answersAmong(
  rows: readonly number[],
  pairs: readonly PromptPair[],
  length: number,
): number[] {
  return pairs.map(({ answerPosition }, prompt) => rows.indexOf(prompt * length + answerPosition))
}

/** Some rows of values [rows, width], copied. */
export function rowsOf<Data extends Float32Array | Float64Array>(
  values: Data,
  rows: readonly number[],
  width: number,
): Data {
  const picked = new (values.constructor as new (size: number) => Data)(rows.length * width)
  rows.forEach((row, r) => picked.set(values.subarray(row * width, (row + 1) * width), r * width))
  return picked
}

import type { Ablation } from '../../contract'
import type { PromptPair } from '../datasets'
import type { TransformerConfig } from '../model/transformer'

/**
 * Of all rows [batch*pos] those that can differ between the clean run and one with ablated values in it, in ascending
 * order. Under causal attention nothing after an answer position is ever looked at, and the corrupt run's values
 * (`resample`) are the clean ones before a prompt's first differing token; 0 and means are other values everywhere.
 * The answer's row is always among them.
 */
export function changingRows(
  { causal }: TransformerConfig,
  pairs: readonly PromptPair[],
  length: number,
  ablation: Ablation,
): number[] {
  if (!causal) return Array.from({ length: pairs.length * length }, (_, row) => row)
  return pairs.flatMap(({ clean, corrupt, answerPosition }, prompt) => {
    const differs = ablation === 'resample' ? clean.findIndex((token, at) => token !== corrupt[at]) : 0
    const first = differs < 0 ? answerPosition : Math.min(differs, answerPosition)
    return Array.from({ length: answerPosition + 1 - first }, (_, i) => prompt * length + first + i)
  })
}

/** The index of each answer row among the changing rows: [batch]. */
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
  copyRows(values, rows, width, picked)
  return picked
}

/** The same, written `into` an array. */
export function copyRows<Data extends Float32Array | Float64Array>(
  values: Data,
  rows: readonly number[],
  width: number,
  into: Data,
): void {
  rows.forEach((row, r) => into.set(values.subarray(row * width, (row + 1) * width), r * width))
}

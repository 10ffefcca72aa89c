import { randomNumbers } from '../../engine/graph'
import type { PromptSet } from '../prompts'
import { splitRows } from '../prompt-split'

/**
 * A bootstrap sample of a set: as many rows drawn with replacement as there are, the same for the same seed. Of a set that is
 * split, rows of the train part are drawn and those held out stay as they are. 0 is the set itself.
 */
export function resampled(set: PromptSet, seed: number): PromptSet {
  if (seed === 0) return set
  const rows = resampledRows(set, seed).map((row) => set.rows[row])
  const { train } = splitRows(set)
  const { split } = set
  return {
    ...set,
    name: `${set.name}, resample ${seed}`,
    rows,
    // The same rows as before: another draw of them would hold out what circuits are found on.
    ...(split && { split: { ...split, heldOutRows: splitRows(set)['held-out'] } }),
    notes: [
      ...(set.notes ?? []),
      `${train.length} rows drawn with replacement from the ${train.length} of ${set.name}, seed ${seed}.`,
    ],
  }
}

/** [row of the sample] the row of the set that it is. */
export function resampledRows(set: Pick<PromptSet, 'rows' | 'split'>, seed: number): number[] {
  const rows = set.rows.map((_, row) => row)
  if (seed === 0) return rows
  const { train } = splitRows(set)
  const random = randomNumbers(seed)
  for (const row of train) rows[row] = train[Math.floor(random() * train.length)]
  return rows
}

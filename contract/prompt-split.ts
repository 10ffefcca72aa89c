import { shuffledEdges } from '../engine/graph'
import type { PromptSet, PromptSplit } from './prompts'

/** Circuits are found on the train part of a set that is split, and judged on the part held out. */
export type PromptPart = 'train' | 'held-out'

type Splittable = Pick<PromptSet, 'rows' | 'split'>

/**
 * Indices of the rows in each part, ascending. Rows (or templates; a row without one is a template of its own) are taken
 * in an order that the seed gives, and held out until their share is reached; each part has at least one. Sets are never
 * changed in place: each is split once.
 * Both are all rows where the set is not split, or cannot be (splitProblem).
 */
export function splitRows(set: Splittable): Record<PromptPart, number[]> {
  const known = splits.get(set.rows)
  if (known && known.split === set.split) return known.parts
  const parts = newParts(set)
  splits.set(set.rows, { split: set.split, parts })
  return parts
}

const splits = new WeakMap<
  Splittable['rows'],
  { split: Splittable['split']; parts: Record<PromptPart, number[]> }
>()

function newParts({ rows, split }: Splittable): Record<PromptPart, number[]> {
  const all = rows.map((_, row) => row)
  if (!split || splitProblem({ rows, split }) !== null) return { train: all, 'held-out': all }
  const isHeldOut = split.heldOutRows ? marked(split.heldOutRows, rows.length) : drawn(rows, split)
  const part = (wantsHeldOut: number) => all.filter((row) => isHeldOut[row] === wantsHeldOut)
  return { train: part(0), 'held-out': part(1) }
}

function marked(chosen: readonly number[], rowCount: number): Uint8Array {
  const isHeldOut = new Uint8Array(rowCount)
  for (const row of chosen) isHeldOut[row] = 1
  return isHeldOut
}

function drawn(rows: Splittable['rows'], split: PromptSplit): Uint8Array {
  const groups = groupsOf(rows, split.by)
  const isHeldOut = new Uint8Array(rows.length)
  const wanted = split.heldOut * rows.length
  let count = 0
  const order = shuffledEdges(groups.length, split.seed)
  // The last group stays in the train part whatever its share is.
  for (const group of order.subarray(0, groups.length - 1)) {
    const { length } = groups[group]
    // Nearer to the wanted share without it, except that one is held out at least.
    if (count > 0 && count + length - wanted > wanted - count) continue
    for (const row of groups[group]) isHeldOut[row] = 1
    count += length
    if (count >= wanted) break
  }
  return isHeldOut
}

function groupsOf(rows: Splittable['rows'], by: PromptSplit['by']): number[][] {
  if (by === 'row') return rows.map((_, row) => [row])
  const groups = new Map<string, number[]>()
  rows.forEach(({ template }, row) => {
    const name = template === undefined ? `row ${row}` : `template ${template}`
    groups.set(name, [...(groups.get(name) ?? []), row])
  })
  return [...groups.values()]
}

/** Why a set cannot be split as it wants to be; null where it can. */
export function splitProblem({ rows, split }: Splittable): string | null {
  if (!split) return null
  if (rows.length < 2) return 'A split needs at least two rows: add rows, or take the split off.'
  if (split.heldOutRows) return chosenProblem(split.heldOutRows, rows.length)
  if (split.by === 'row') return null
  if (rows.every(({ template }) => template === undefined)) {
    return 'The rows name no templates: split by row, or add a column "template".'
  }
  const isOne = rows.every(({ template }) => template !== undefined && template === rows[0].template)
  return isOne ? 'All rows are of one template: split by row.' : null
}

function chosenProblem(chosen: readonly number[], rowCount: number): string | null {
  const beyond = chosen.find((row) => row >= rowCount)
  if (beyond !== undefined)
    return `Row ${beyond + 1} is to be held out, and there are ${rowCount}: split the set again.`
  const count = new Set(chosen).size
  return count === 0 || count === rowCount ? 'A split needs a row in each part: split the set again.' : null
}

/** The part on which a method measures: what judges circuits takes prompts they were not found on. */
export function partOfMethod(method: string): PromptPart {
  return method === 'evaluate' || method === 'tests' ? 'held-out' : 'train'
}

/** Indices of the rows that a run measures, in the order of its per-prompt numbers. */
export function measuredRows({ method, prompts }: { method: string; prompts: Splittable }): number[] {
  return splitRows(prompts)[partOfMethod(method)]
}

/** `30 % held out by row, seed 1` */
export function splitText({ heldOut, by, seed }: PromptSplit): string {
  return `${Number((100 * heldOut).toFixed(1))} % held out by ${by}, seed ${seed}`
}

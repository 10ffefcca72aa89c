import type { ComputationalGraph } from '../../graph'
import type { QkvKind } from '../../transformer'
import type { SummedInputs } from './input-sums'
import type { NodeValues } from './plan-steps'
import { consecutive } from './value-store'

/**
 * A layer's heads in runs that can be computed at once: neighbours of a single value each, needed at all rows that can
 * change, with kept edges into q, k and v; all or none of `group` heads that share keys and values. Every other head is a
 * run of its own.
 */
export function headRuns(
  { senders }: ComputationalGraph,
  heads: readonly NodeValues[],
  group: number,
): NodeValues[][] {
  const runs: NodeValues[][] = []
  for (const node of heads) {
    const run = runs.at(-1)
    const before = run?.at(-1)
    const isNext = before && isPlain(before) && isPlain(node) && node.sender === before.sender + 1
    if (isNext) run!.push(node)
    else runs.push([node])
  }
  return runs.flatMap((run) => {
    const isWhole = senders[run[0].sender].head % group === 0 && run.length % group === 0
    return isWhole ? [run] : run.map((node) => [node])
  })
}

const isPlain = ({ where, values }: NodeValues) =>
  where === 'changing' && values.length === 1 && values[0].inputs.every((sum) => sum !== 0)

/** What a run reads: one input for all of it, or one for each head, where they are neighbours; null where neither is so. */
export function inputsOfRun(
  nodes: readonly NodeValues[],
  { slots, slotOf }: SummedInputs,
): Record<QkvKind, Float32Array> | null {
  const [q, k, v] = [0, 1, 2].map((r) => nodes.map(({ values }) => slotOf.get(values[0].inputs[r])!))
  const all = [q, k, v]
  if (all.flat().every((slot) => slot === q[0])) {
    const one = slots.of(q[0])
    return { q: one, k: one, v: one }
  }
  if (all.some((own) => consecutive(own, Infinity).length > 1)) return null
  const range = ([first]: number[]) => slots.range(first, nodes.length).data
  return { q: range(q), k: range(k), v: range(v) }
}

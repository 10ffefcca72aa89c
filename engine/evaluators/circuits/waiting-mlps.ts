import type { Where } from '../../transformer'
import type { Copies } from '../incremental/nodes/copies'
import type { ChangeTarget, NodeRunner } from '../incremental/nodes/node-runner'
import type { MlpMemory } from './value-store'

/** Rows of one run of a node: enough for products at full speed, and few enough for the cache. */
export const MAX_RUN_ROWS = 700

/** Values of one MLP that are still to be computed. */
export interface WaitingMlps {
  layer: number
  where: Where
  /** Of all copies together. */
  rows: number
  x: Copies
  target: ChangeTarget
}

/** Computes those of one layer and one batch of prompts, as many at once as products are quickest with. */
export async function runMlps(
  runner: NodeRunner,
  waiting: readonly WaitingMlps[],
  memory: MlpMemory,
): Promise<void> {
  for (const where of ['changing', 'answer'] as const) {
    const own = waiting.filter((one) => one.where === where)
    for (const some of fewRowsEach(own)) await runTogether(runner, some, memory)
  }
}

function fewRowsEach(waiting: readonly WaitingMlps[]): WaitingMlps[][] {
  const runs: WaitingMlps[][] = []
  let rows = 0
  for (const one of waiting) {
    if (runs.length === 0 || rows + one.rows > MAX_RUN_ROWS) {
      runs.push([])
      rows = 0
    }
    runs.at(-1)!.push(one)
    rows += one.rows
  }
  return runs
}

async function runTogether(runner: NodeRunner, some: readonly WaitingMlps[], memory: MlpMemory) {
  const [{ layer, where, x, target }] = some
  if (some.length === 1) return runner.mlpChange(layer, where, [x], target)
  const copies = some.reduce((sum, one) => sum + one.x.copies, 0)
  const read = memory.read.take((copies * x.data.length) / x.copies)
  let at = 0
  for (const { x } of some) {
    read.set(x.data, at)
    at += x.data.length
  }
  const change = memory.change.take(read.length)
  const answers = target.answerChange
  const answerChange = answers && memory.answerChange.take((copies * answers.length) / x.copies)
  await runner.mlpChange(layer, where, [{ data: read, copies }], { ...target, change, answerChange })
  copyInto(
    some.map((one) => one.target.change),
    change,
  )
  if (answerChange)
    copyInto(
      some.map((one) => one.target.answerChange!),
      answerChange,
    )
}

/** What was computed one after another, each to where it belongs. */
function copyInto(targets: readonly Float32Array[], values: Float32Array): void {
  let from = 0
  for (const target of targets) {
    target.set(values.subarray(from, from + target.length))
    from += target.length
  }
}

import type { Where } from '../../transformer'
import type { Copies } from '../incremental/nodes/copies'
import type { ChangeTarget, NodeRunner } from '../incremental/nodes/node-runner'
import { roomFor, stacked, unstack } from './stacked'
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
  const [{ layer, where, target }] = some
  const copies = some.reduce((sum, { x }) => sum + x.copies, 0)
  const data = stacked(
    some.map(({ x }) => x.data),
    memory.read,
  )
  const changes = some.map((one) => one.target.change)
  const change = roomFor(changes, memory.change)
  const atAnswers = target.answerChange && some.map((one) => one.target.answerChange!)
  const answerChange = atAnswers && roomFor(atAnswers, memory.answerChange)
  await runner.mlpChange(layer, where, [{ data, copies }], { ...target, change, answerChange })
  unstack(change, changes)
  if (answerChange) unstack(answerChange, atAnswers)
}

import { QKV_KINDS, type QkvKind, type Where } from '../../transformer'
import type { Feeds } from '../../onnx'
import type { ChangeTarget, NodeRunner } from '../incremental/nodes/node-runner'
import { isSame, roomFor, stacked, unstack } from './stacked'
import type { HeadMemory } from './value-store'
import { MAX_RUN_ROWS } from './waiting-mlps'

/** A head's value that is still to be computed. */
export interface WaitingHead {
  layer: number
  head: number
  where: Where
  /** What its receivers read [rows, dModel]. */
  read: Record<QkvKind, Float32Array>
  /** [batch, pos, dHead] */
  unchanged: Record<'k' | 'v', Float32Array>
  target: ChangeTarget
}

/** Computes those of one batch of prompts, head by head: a head's weights are read once for several of its values. */
export async function runHeads(
  runner: NodeRunner,
  waiting: readonly WaitingHead[],
  positionInputs: Feeds,
  memory: HeadMemory,
): Promise<void> {
  const byHead = new Map<string, WaitingHead[]>()
  for (const one of waiting) {
    const key = `${one.layer}.${one.head}.${one.where}.${readsOne(one)}`
    const known = byHead.get(key)
    if (known) known.push(one)
    else byHead.set(key, [one])
  }
  const most = Math.max(1, Math.floor(MAX_RUN_ROWS / Number(positionInputs.changingRows.dims[0])))
  for (const values of byHead.values()) {
    for (let from = 0; from < values.length; from += most)
      await runTogether(runner, values.slice(from, from + most), positionInputs, memory)
  }
}

/** Whether what it reads has to be normalised but once. */
const readsOne = ({ where, read: { q, k, v } }: WaitingHead) =>
  where === 'changing' && isSame(q, k) && isSame(k, v)

async function runTogether(
  runner: NodeRunner,
  some: readonly WaitingHead[],
  positionInputs: Feeds,
  memory: HeadMemory,
): Promise<void> {
  const [{ layer, head, where, unchanged, target }] = some
  const read = {} as Record<QkvKind, Float32Array>
  for (const kind of QKV_KINDS)
    read[kind] =
      kind !== 'q' && readsOne(some[0])
        ? read.q
        : stacked(
            some.map((one) => one.read[kind]),
            memory[kind],
          )
  const changes = some.map((one) => one.target.change)
  const change = roomFor(changes, memory.change)
  const atAnswers = target.answerChange && some.map((one) => one.target.answerChange!)
  const answerChange = atAnswers && roomFor(atAnswers, memory.answerChange)
  const name = { layer, first: head, count: 1, where }
  await runner.headsChange(name, read, unchanged, positionInputs, { ...target, change, answerChange })
  unstack(change, changes)
  if (answerChange) unstack(answerChange, atAnswers)
}

import type { Feeds } from '../../onnx'
import type { Copies } from '../incremental/nodes/copies'
import type { NodeRunner } from '../incremental/nodes/node-runner'
import type { CircuitsRun } from './circuits-run'
import type { SweepMemory } from './value-store'
import { runHeads, type WaitingHead } from './waiting-heads'
import { runMlps, type WaitingMlps } from './waiting-mlps'

/**
 * The last streams of runs on one batch, step by step side by side: each head's and MLP's values of all of them
 * together, as a product's weights are read and packed once for all its rows.
 */
export async function lastStreams(
  runs: readonly CircuitsRun[],
  runner: NodeRunner,
  positionInputs: Feeds,
  memory: SweepMemory,
): Promise<Copies[]> {
  for (const run of runs) run.begin()
  const counts = new Set(runs.flatMap(({ senderCounts }) => senderCounts))
  for (const senderCount of [...counts].sort((a, b) => a - b)) {
    const heads: WaitingHead[] = []
    const mlps: WaitingMlps[] = []
    for (const run of runs) {
      const waiting = await run.step(senderCount)
      heads.push(...waiting.heads)
      mlps.push(...waiting.mlps)
    }
    await runHeads(runner, heads, positionInputs, memory.heads)
    await runMlps(runner, mlps, memory.mlps)
  }
  const lasts: Copies[] = []
  for (const run of runs) lasts.push(await run.last())
  return lasts
}

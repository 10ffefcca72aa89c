import type { Copies } from '../incremental/nodes/copies'
import type { NodeRunner } from '../incremental/nodes/node-runner'
import type { CircuitsRun } from './circuits-run'
import type { MlpMemory } from './value-store'
import { runMlps } from './waiting-mlps'

/**
 * The last streams of runs on one batch, step by step side by side: the MLPs of all of them together, as a product's
 * weights are read and packed once for all its rows.
 */
export async function lastStreams(
  runs: readonly CircuitsRun[],
  runner: NodeRunner,
  memory: MlpMemory,
): Promise<Copies[]> {
  for (const run of runs) run.begin()
  const counts = new Set(runs.flatMap(({ senderCounts }) => senderCounts))
  for (const senderCount of [...counts].sort((a, b) => a - b)) {
    const waiting = []
    for (const run of runs) waiting.push(...(await run.step(senderCount)))
    await runMlps(runner, waiting, memory)
  }
  const lasts: Copies[] = []
  for (const run of runs) lasts.push(await run.last())
  return lasts
}

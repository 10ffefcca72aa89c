import { CircuitSweep, type EvaluatorSetup } from '../engine/evaluators'
import { joinedData } from '../engine/experiment/paired-runs'
import type { Circuit } from '../engine/graph'

/** [circuit] logits [prompt, vocab] as judgements measure them, circuits side by side. */
export async function sweptLogits(
  setup: EvaluatorSetup,
  circuits: readonly Circuit[],
): Promise<Float32Array[]> {
  const { runs } = setup
  const sweep = new CircuitSweep({ ...setup, length: runs.length, circuits: circuits.length })
  const parts: Float32Array[][] = circuits.map(() => [])
  for (const batch of runs.batches) {
    const swept = sweep.batch(batch)
    for await (const group of swept.run(circuits)) {
      let at = 0
      for await (const logits of swept.logits(group.last)) parts[group.circuits[at++]].push(logits.slice())
    }
  }
  await sweep.release()
  return parts.map(joinedData)
}

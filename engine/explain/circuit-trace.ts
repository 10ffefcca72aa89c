import type { Direction } from '../../contract'
import { donorFeeds, circuitFeeds } from '../evaluators/masked/masked-feeds'
import { ablatedRuns } from '../experiment/ablated-runs'
import type { CorruptMeans } from '../experiment/ablation'
import { graphOf } from '../experiment/experiment'
import { exchanged, type PairedRuns } from '../experiment/paired-runs'
import { runsOf } from '../experiment/prompt-parts'
import { Circuit } from '../graph'
import { Session, type FloatTensor } from '../onnx'
import { CIRCUIT_SITES, maskedGraph, receiverGroups, traceName, type CircuitSite } from '../transformer'
import type { Explained } from './explained'
import { onPrompt } from './one-prompt'

/** What heads compute on one prompt in a circuit. */
export interface CircuitTrace {
  length: number
  /** [1, vocab] at the answer position */
  logits: FloatTensor
  /** Shapes as in BlockSite, with one copy. */
  value(site: CircuitSite, layer: number): FloatTensor
}

export interface CircuitQuestion {
  circuits: readonly Circuit[]
  /**
   * The run that kept edges carry values of, and that the prompt is of: `noising` (without it) the clean one, as a circuit
   * is judged; cut edges carry the other run's, or what the ablation puts in their place.
   */
  direction?: Direction
  /** As from donorMeans. */
  means: CorruptMeans | null
  sites?: readonly CircuitSite[]
}

/** All edges but these. */
export function patchedCircuit({ experiment }: Explained, edges: readonly number[]): Circuit {
  const circuit = Circuit.full(graphOf(experiment.config).edgeCount)
  for (const edge of edges) circuit.delete(edge)
  return circuit
}

/** One prompt in each of these circuits, everything recomputed as circuits are defined (see maskedGraph). */
export async function traceCircuits(
  explained: Explained,
  prompt: number,
  { circuits, direction = 'noising', means, sites = CIRCUIT_SITES }: CircuitQuestion,
): Promise<CircuitTrace[]> {
  const one = onPrompt(explained.experiment, prompt)
  const { config, weights, threads } = one
  const runs = mixedRuns(explained, await runsOf(one), direction, means)
  const [batch] = runs.batches
  const graph = graphOf(config)
  const groups = receiverGroups(graph)
  const feeds = {
    ...weights,
    ...batch.cleanFeeds,
    ...donorFeeds(groups, batch.donorSenders, graph.senders.length),
  }
  const session = await Session.create(maskedGraph(config, weights, runs.length, sites), {
    threads,
    keepMemory: false,
  })
  try {
    const traces: CircuitTrace[] = []
    for (const circuit of circuits) {
      const results = await session.run({ ...feeds, ...circuitFeeds(groups, [circuit]) })
      const value = (site: CircuitSite, layer: number) => results[traceName(site, layer)]
      traces.push({ length: runs.length, logits: results.logits, value })
    }
    return traces
  } finally {
    await session.release()
  }
}

/** Both runs, in the roles that they have in this direction. */
function mixedRuns(
  { experiment, ablation }: Explained,
  runs: PairedRuns,
  direction: Direction,
  means: CorruptMeans | null,
): PairedRuns {
  return direction === 'noising' ? ablatedRuns(experiment.config, runs, ablation, means) : exchanged(runs)
}

import { definitionOf } from '../../../contract'
import type { CircuitSource, RunDetail, RunSummary } from '../../../contract'
import type { Store } from '../../store'
import { keptEdges, refuseOtherShape } from '../runs/run-circuit'

/** The circuit of a run, or in a sentence why there is none. */
export interface CircuitToExplain {
  /** null where there is none. */
  edges: Int32Array | null
  limits: string[]
}

/**
 * What a run kept or proposes so far, that it was imported with, or that it judged.
 * @throws PatchbayError (bad-input) for a circuit of another shape, (not-found) where the run that was judged is gone.
 */
export async function circuitToExplain(
  runId: string,
  shape: RunDetail['shape'],
  store: Store,
): Promise<CircuitToExplain> {
  const { summary, config, ...rest } = store.runs.get(runId)
  refuseOtherShape({ summary, shape: rest.shape }, shape)
  if (config?.method === 'evaluate' || config?.method === 'tests')
    return judgedCircuit(config.circuit, shape, store)
  if (config && definitionOf(config.method).finds.circuit === null) {
    const why = `${summary.name} ends with no circuit, so there is none to look into: its scores rank edges, and how many of them count is for you to say.`
    return { edges: null, limits: [why] }
  }
  if (summary.edgesDecided === 0 && summary.state !== 'done') {
    const why = `${summary.name} is not finished and has decided no edge so far, so there is no circuit yet.`
    return { edges: null, limits: [why] }
  }
  const edges = keptEdges({ summary, decisions: store.journal.read(runId).decisions })
  return { edges, limits: undecidedText(summary) }
}

/** That the circuit is not the run's last word, where it is not. */
function undecidedText({ name, edgesDecided, edgesTotal }: RunSummary): string[] {
  if (edgesDecided >= edgesTotal) return []
  return [
    `${name} is not finished: it has decided ${edgesDecided} of ${edgesTotal} edges, and the others count as kept.`,
  ]
}

async function judgedCircuit(
  circuit: CircuitSource,
  shape: RunDetail['shape'],
  store: Store,
): Promise<CircuitToExplain> {
  if ('runId' in circuit) return circuitToExplain(circuit.runId, shape, store)
  const { buildGraph, edgeIndexByName } = await import('../../../engine/reading')
  const index = edgeIndexByName(buildGraph(shape))
  const kept = Object.entries(circuit.edges).flatMap(([name, { in_graph: isKept }]) => {
    const edge = isKept ? index.get(name) : undefined
    return edge === undefined ? [] : [edge]
  })
  return { edges: Int32Array.from(kept).sort(), limits: [] }
}

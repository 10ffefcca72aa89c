import type { CircuitMatrix } from '../../../../contract'
import { buildGraph, circuitNodes, diffCircuits } from '../../../../engine/host'
import type { Store } from '../../../store'
import { refuseOtherGraphs } from './same-graph'
import { measuredSide } from './measured-side'
import { takenCircuits, type Asked } from './taken-circuit'

/** Compares several circuits with each other. @throws PatchbayError (bad-input) for graphs of different shape. */
export function compareMany(asked: readonly Asked[], store: Store): CircuitMatrix {
  refuseOtherGraphs(asked.map(({ run }) => run))
  const { shape } = asked[0].run
  const graph = buildGraph(shape)
  const taken = takenCircuits(asked)
  const pairs = taken.map((row) => taken.map((column) => diffCircuits(graph, row.circuit, column.circuit)))
  return {
    shape,
    modelHash: asked.find(({ run }) => run.provenance)?.run.provenance?.modelHash ?? null,
    circuits: taken.map((one) => {
      const { side, measurements } = measuredSide(one, store)
      return {
        ...side,
        kept: one.circuit.edges(),
        nodes: [...circuitNodes(graph, one.circuit)],
        faithfulness: measurements?.circuit ? measurements.faithfulness : null,
      }
    }),
    edgeJaccard: pairs.map((row) => row.map(({ edgeJaccard }) => edgeJaccard)),
    nodeJaccard: pairs.map((row) => row.map(({ nodeJaccard }) => nodeJaccard)),
  }
}

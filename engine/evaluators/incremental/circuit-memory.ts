import type { ComputationalGraph } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'
import { isProjection } from './plan/cut-plan'
import { mostCopies } from './plan/planned-trials'

/** The rows of one batch [batch*pos], and those of them that can change. */
export interface BatchRows {
  all: number
  changing: number
}

/** What a circuit whose nodes are all read keeps of its values, with its largest trial: see EvaluatedBatch. */
export function circuitBytes(
  graph: ComputationalGraph,
  { dModel, dHead }: TransformerConfig,
  rows: BatchRows,
): number {
  const { receivers, senders } = graph
  const value = 4 * rows.changing * dModel
  const projections = [...receivers.keys()].filter((receiver) => isProjection(graph, receiver)).length
  const copyBytes = senders.length * value + projections * 4 * rows.all * dHead
  const copies = Math.max(1, Math.floor(mostCopies(rows.changing, copyBytes)))
  return (receivers.length + 2 * senders.length) * value + copies * copyBytes
}

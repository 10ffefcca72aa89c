import { buildGraph, edgeName, type ComputationalGraph } from '../../engine/graph'
import type { EdgeScores } from '../scores'
import { finiteOrNull, valuesOfRow } from './files'
import { passesText, strongest, type ReportBlock, type ReportedRun } from './report'
import { numberText, signedText } from './texts'

// Scores of edges as reports and files have them.

export function edgeNames(graph: ComputationalGraph, edges: Int32Array): string[] {
  return Array.from(edges, (edge) => edgeName(graph, edge))
}

export function edgeRows(
  { edge, score, perPrompt, promptCount }: EdgeScores,
  graph: ComputationalGraph,
): unknown[] {
  return edgeNames(graph, edge).map((name, row) => ({
    edge: name,
    score: finiteOrNull(score[row]),
    ...(perPrompt && { per_prompt: valuesOfRow(perPrompt, row, promptCount) }),
  }))
}

/** `note` follows "The largest effects". */
export function edgeReport({ summary, shape }: ReportedRun, scores: EdgeScores, note = ''): ReportBlock[] {
  const { edge, score, baseMetric, passes } = scores
  const graph = buildGraph(shape)
  const count = edge.length
  return [
    `${count} ${count === 1 ? 'edge' : 'edges'}, ${passesText(passes)}; ${summary.metric} of the base run ${numberText(baseMetric)}. The largest effects${note}:`,
    ...strongest(score).map((row) => `  ${edgeName(graph, edge[row])}  ${signedText(score[row])}`),
  ]
}

import {
  DECISION_REASONS,
  edgeStability,
  nearestStability,
  nodeStability,
  type NodeRole,
} from '../../contract'
import type { KeptClass } from '../../engine/graph'
import { edgeName, shownEdge, shownNode, type ComputationalGraph } from '../../engine/graph'
import { edgeValue, valueScale, valueSource } from '../../renderer/state/edge-values'
import { REMOVED, UNDECIDED, type LiveRun } from '../../renderer/state/live-run'

/** A value of a node or an edge in a graph file; what is undefined is left out. */
export type Field = string | number | boolean | undefined

export interface GraphNode {
  name: string
  layer: number
  kind: string
  fields: Record<string, Field>
}

export interface GraphEdge {
  name: string
  sender: string
  /** The node that reads it; `input` says as what. */
  receiver: string
  /** -1..1, what the edge is coloured by. */
  share: number
  fields: Record<string, Field>
}

export interface GraphData {
  nodes: GraphNode[]
  edges: GraphEdge[]
}

/** The circuit of a run as a graph: the edges that were not removed, and the nodes that they touch. */
export function graphData(run: LiveRun, roles: readonly NodeRole[] = []): GraphData {
  const { graph } = run
  const { largest } = valueScale(run)
  const stability = nearestStability(run.detail.stability ?? [], run.kept)
  const edges: GraphEdge[] = []
  const touched = new Set<string>()
  for (let edge = 0; edge < graph.edgeCount; edge++) {
    if (run.state[edge] === REMOVED) continue
    const found = graphEdge(run, edge, largest)
    touched.add(found.sender).add(found.receiver)
    edges.push(stability ? withFields(found, keptFields(edgeStability(stability, edge))) : found)
  }
  const roleOf = new Map(roles.map((role) => [role.node, role]))
  const nodes = nodesOf(graph)
    .filter(({ name }) => touched.has(name))
    .map(({ name, layer, kind }) => ({
      ...{ name, layer, kind },
      fields: {
        ...{ label: shownNode(name), kind, layer, role: roleOf.get(name)?.label },
        ...(stability && keptFields(nodeStability(stability, name))),
      },
    }))
  return { nodes, edges }
}

function withFields(edge: GraphEdge, fields: Record<string, Field>): GraphEdge {
  return { ...edge, fields: { ...edge.fields, ...fields } }
}

/** In how many circuits of other samples it is; of how many is in the description. */
function keptFields({ count, className }: { count: number; className: KeptClass }): Record<string, Field> {
  return { kept_in: count, stability: className }
}

function nodesOf(graph: ComputationalGraph): { name: string; layer: number; kind: string }[] {
  return [...graph.senders, { name: 'logits', layer: graph.shape.layers, kind: 'logits' }]
}

function graphEdge(run: LiveRun, edge: number, largest: number): GraphEdge {
  const { graph, detail } = run
  const receiver = graph.receivers[graph.edgeReceiver[edge]]
  const isUndecided = run.state[edge] === UNDECIDED
  const isDecidedByTest = !isUndecided && run.step[edge] >= 0 && !Number.isNaN(run.delta[edge])
  return {
    name: edgeName(graph, edge),
    sender: graph.senders[graph.edgeSender[edge]].name,
    receiver: receiver.node,
    share: largest > 0 ? (edgeValue(run, edge) || 0) / largest : 0,
    fields: {
      label: shownEdge(graph, edge),
      input: receiver.kind,
      state: isUndecided ? 'undecided' : 'kept',
      coloured_by: valueSource(run, edge),
      effect: finite(run.effect[edge]),
      score: detail.scores ? finite(detail.scores[edge]) : undefined,
      harm_of_removal: finite(run.delta[edge]),
      metric_without: finite(run.metric[edge]),
      step: run.step[edge] >= 0 ? run.step[edge] + 1 : undefined,
      reason: isDecidedByTest ? DECISION_REASONS[run.reason[edge]] : undefined,
    },
  }
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

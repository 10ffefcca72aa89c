import type { ComputationalGraph } from '../../engine/graph'
import { sCurve } from './curves'
import type { GridLayout, Point } from './layout'
import type { EdgeLook } from './looks'
import type { Scheme } from '../theme/tokens'
import { FAINTEST, rampColor } from './ramp'

/** A Cytoscape element as plain data. */
export interface ElementData {
  group: 'nodes' | 'edges'
  data: Record<string, string | number>
  position?: Point
  classes: string
  selectable?: boolean
  grabbable?: boolean
  pannable?: boolean
}

export const nodeId = (name: string) => `n:${name}`
export const edgeId = (edge: number) => `e:${edge}`

/** Bands, layer labels and nodes: everything that does not move. */
export function nodeElements(grid: GridLayout): ElementData[] {
  const fixed = { group: 'nodes' as const, selectable: false, grabbable: false, pannable: true }
  const bands = grid.bands.flatMap(({ layer, center, width, height }): ElementData[] => [
    { ...fixed, data: { id: `b:${layer}`, width, height }, position: { ...center }, classes: 'band' },
    {
      ...fixed,
      data: { id: `l:${layer}`, label: `L${layer}` },
      position: { x: grid.left - 14, y: center.y },
      classes: 'layer-label',
    },
  ])
  const nodes = grid.nodes.map((node) => ({
    ...fixed,
    data: { id: nodeId(node.name), name: node.name, label: node.name, width: node.width },
    position: { ...node.position },
    classes: node.kind === 'input' || node.kind === 'logits' ? 'node end' : `node ${node.kind} idle`,
  }))
  return [...bands, ...nodes]
}

/** One edge with its curve, arrow and look; null where a layout shows no such node. */
export function edgeElement(
  graph: ComputationalGraph,
  positions: ReadonlyMap<string, Point>,
  look: EdgeLook,
  scheme: Scheme,
): ElementData | null {
  const sender = graph.senders[graph.edgeSender[look.edge]]
  const receiver = graph.receivers[graph.edgeReceiver[look.edge]]
  const from = positions.get(sender.name)
  const to = positions.get(receiver.node)
  if (!from || !to) return null
  return {
    group: 'edges',
    data: {
      id: edgeId(look.edge),
      edge: look.edge,
      source: nodeId(sender.name),
      target: nodeId(receiver.node),
      ...curveData(from, to, receiver.kind, receiver.layer - sender.layer > 1),
      ...paintData(look, scheme),
    },
    classes: edgeClasses(look, receiver.kind),
  }
}

function curveData(...ends: Parameters<typeof sCurve>): Record<string, string> {
  const { sourceEndpoint, targetEndpoint, weights, distances } = sCurve(...ends)
  return {
    sourceEndpoint: `${sourceEndpoint.x}px ${sourceEndpoint.y}px`,
    targetEndpoint: `${targetEndpoint.x}px ${targetEndpoint.y}px`,
    weights: weights.map((weight) => weight.toFixed(4)).join(' '),
    distances: distances.map((distance) => distance.toFixed(2)).join(' '),
  }
}

/** Line colour and width, the part of an edge that changes while it is drawn. */
export function paintData(
  { value = 0, strength = 0 }: EdgeLook,
  scheme: Scheme,
): Record<string, string | number> {
  return {
    color: rampColor(value, scheme),
    width: 1.1 + 4.4 * strength,
    thinWidth: 0.8 + 2.6 * strength,
    crowdOpacity: FAINTEST + (1 - FAINTEST) * strength,
  }
}

export function edgeClasses({ kind, isCrowded }: EdgeLook, receiver: string): string {
  return `edge ${kind} to-${receiver}${isCrowded ? ' crowd' : ''}`
}

export interface LookChanges {
  added: EdgeLook[]
  changed: EdgeLook[]
  removed: EdgeLook[]
}

/** What must change on the canvas so that `after` is drawn instead of `before`. */
export function diffLooks(before: ReadonlyMap<number, EdgeLook>, after: readonly EdgeLook[]): LookChanges {
  const changes: LookChanges = { added: [], changed: [], removed: [] }
  const staying = new Set<number>()
  for (const look of after) {
    const old = before.get(look.edge)
    staying.add(look.edge)
    if (!old) changes.added.push(look)
    else if (
      old.kind !== look.kind ||
      old.value !== look.value ||
      old.strength !== look.strength ||
      old.isCrowded !== look.isCrowded
    )
      changes.changed.push(look)
  }
  for (const [edge, look] of before) if (!staying.has(edge)) changes.removed.push(look)
  return changes
}

export type NodeState = 'live' | 'open' | 'idle'

/** `live`: touches an edge that is in a circuit; `open`: only undecided ones; else `idle`. */
export function nodeStates(graph: ComputationalGraph, looks: readonly EdgeLook[]): Map<string, NodeState> {
  const states = new Map<string, NodeState>()
  for (const { edge, kind } of looks) {
    const isOpen = kind === 'undecided' || kind === 'testing'
    for (const name of [
      graph.senders[graph.edgeSender[edge]].name,
      graph.receivers[graph.edgeReceiver[edge]].node,
    ]) {
      if (!isOpen) states.set(name, 'live')
      else if (!states.has(name)) states.set(name, 'open')
    }
  }
  return states
}

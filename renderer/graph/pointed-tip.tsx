import { edgeName, shownEdge, shownNode, type ComputationalGraph } from '../../engine/graph'
import type { Selection } from '../state/workbench'
import { useShownRoles } from '../state/shown-roles'
import { endsText, roleText } from '../widgets/role-text'
import { Tip } from '../widgets/tip'

/** A node or edge under the pointer, and where it is in the box of the drawing, in pixels. */
export interface Pointed {
  target: NonNullable<Selection>
  x: number
  y: number
  /** Of the box. */
  width: number
}

interface PointedTipProps {
  graph: ComputationalGraph
  pointed: Pointed
  describe: ((edge: number) => string) | undefined
}

/** What is under the pointer: its name, the name it has in files, what it does. */
export function PointedTip({ graph, pointed: { target, x, y, width }, describe }: PointedTipProps) {
  const { byNode } = useShownRoles()
  const side = x > width / 2 ? { right: width - x + 12 } : { left: x + 12 }
  const [name, long, ...more] =
    target.kind === 'node' ? nodeLines(target.node) : edgeLines(graph, target.edge)
  return (
    <Tip style={{ ...side, top: y + 16 }}>
      <strong>{name}</strong>
      <span className="mono dim">{long}</span>
      {more.filter(Boolean).map((line) => (
        <span key={line}>{line}</span>
      ))}
    </Tip>
  )

  function nodeLines(node: string): string[] {
    const role = byNode.get(node)
    return [shownNode(node), node, ...(role ? [roleText(role)] : [])]
  }

  function edgeLines({ senders, receivers, edgeSender, edgeReceiver }: ComputationalGraph, edge: number) {
    const ends = [senders[edgeSender[edge]].name, receivers[edgeReceiver[edge]].node] as const
    return [shownEdge(graph, edge), edgeName(graph, edge), describe?.(edge) ?? '', endsText(byNode, ...ends)]
  }
}

import { shownEdgeName, shownReceiver } from '../../engine/graph'

/** A node or a receiver as the interface writes it, `9.9` or `9.9.q`, with the name that files have on hover. */
export function NodeName({ node }: { node: string }) {
  const shown = shownReceiver(node)
  return <span title={titleOf(node, shown)}>{shown}</span>
}

/** The same of an edge, or of a path of several: `9.9.q ← 7.3`. */
export function EdgeName({ edge }: { edge: string }) {
  return <span title={edge}>{shownEdgeName(edge)}</span>
}

/** The long name, where it says more than what is shown. */
function titleOf(name: string, shown: string): string | undefined {
  return name === shown ? undefined : name
}

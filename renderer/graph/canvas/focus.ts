import type cytoscape from 'cytoscape'
import type { Selection } from '../../state/workbench'
import { edgeId, nodeId } from '../elements'

/** Highlights what is selected or pointed at, and dims everything that is not connected to it. */

type Element = cytoscape.CollectionReturnValue | cytoscape.SingularElementReturnValue

export function select(cy: cytoscape.Core, selection: Selection): void {
  cy.elements('.selected').removeClass('selected')
  clearFocus(cy)
  if (!selection) return
  const chosen = cy.getElementById(
    selection.kind === 'node' ? nodeId(selection.node) : edgeId(selection.edge),
  )
  chosen.addClass('selected')
  if (chosen.nonempty()) focus(cy, chosen)
}

/** Dims everything but the element, its edges and the nodes at their ends. */
export function focus(cy: cytoscape.Core, chosen: Element): void {
  clearFocus(cy)
  const edges = chosen.isNode() ? chosen.connectedEdges() : chosen
  if (edges.empty()) return
  const near = edges.union(edges.connectedNodes()).union(chosen)
  cy.elements('.edge, .node').difference(near).addClass('away')
  edges.addClass('near')
}

/** After the pointer has left: back to what is selected. */
export function refocusSelection(cy: cytoscape.Core): void {
  clearFocus(cy)
  const selected = cy.elements('.selected')
  if (selected.nonempty()) focus(cy, selected)
}

function clearFocus(cy: cytoscape.Core): void {
  cy.elements('.away').removeClass('away')
  cy.elements('.near').removeClass('near')
}

import { createForm } from './forms'

export type GraphTableOf = 'kept' | 'edges' | 'nodes'
export type EdgeColumn = 'edge' | 'state' | 'value' | 'harm'
export type NodeColumn = 'node' | 'kind' | 'in' | 'out' | 'largest'

/** What the table of the graph lists, and how it is sorted; `null`: as the circuit does, the largest value first. */
export const graphTable = createForm('graph-table', {
  of: 'kept' as GraphTableOf,
  edgeSort: null as { column: EdgeColumn; descending: boolean } | null,
  nodeSort: { column: 'node' as NodeColumn, descending: false },
})

import { docstringCircuit } from './docstring'
import { greaterThanCircuit } from './greater-than'
import { ioiCircuit } from './ioi'
import type { PublishedCircuit } from './published-circuit'

export { publishedEdges, type PublishedCircuit } from './published-circuit'

/** By the task on which each was found. */
export const PUBLISHED_CIRCUITS = {
  ioi: ioiCircuit,
  'greater-than': greaterThanCircuit,
  docstring: docstringCircuit,
} satisfies Record<string, PublishedCircuit>
export type PublishedTask = keyof typeof PUBLISHED_CIRCUITS

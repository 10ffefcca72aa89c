import { findsOf } from '../finds'
import type { RunSummary } from '../run'
import { NOT_MEASURED } from './stability-text'

type Noted = Pick<RunSummary, 'method' | 'stability'>

/** How stable the circuit of a run is, or that nobody measured it; null of runs that are about none. */
export function stabilityNote({ method, stability }: Noted): string | null {
  if (stability !== undefined) return stability
  return method === 'evaluate' || looksForEdges({ method }) ? NOT_MEASURED : null
}

/** Whether it finds a circuit, or scores of edges that make one; a judgement is of what another run found. */
export function looksForEdges({ method }: Pick<RunSummary, 'method'>): boolean {
  const { circuit, edgeScores } = findsOf({ method })
  return method !== 'evaluate' && (circuit !== null || edgeScores !== null)
}

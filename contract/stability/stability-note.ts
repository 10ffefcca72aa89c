import { findsOf } from '../finds'
import type { RunConfig } from '../methods'
import type { RunSummary } from '../run'
import { NOT_MEASURED } from './stability-text'

type Noted = Pick<RunSummary, 'method' | 'stability'>

/** How stable the circuit of a run is, or that nobody measured it; null of runs that are about none. */
export function stabilityNote({ method, stability }: Noted): string | null {
  if (stability !== undefined) return stability
  return judges({ method }) || looksForEdges({ method }) ? NOT_MEASURED : null
}

/** The run whose circuit this one judges or tests; null of others, and of circuits of files. */
export function judgedRunId(config: RunConfig | null): string | null {
  if (config === null || !('circuit' in config)) return null
  return 'runId' in config.circuit ? config.circuit.runId : null
}

/** Whether it is about a circuit that another run found. */
export function judges({ method }: Pick<RunSummary, 'method'>): boolean {
  return method === 'evaluate' || method === 'tests'
}

/** Whether it finds a circuit, or scores of edges that make one; a judgement is of what another run found. */
export function looksForEdges({ method }: Pick<RunSummary, 'method'>): boolean {
  const { circuit, edgeScores } = findsOf({ method })
  return !judges({ method }) && (circuit !== null || edgeScores !== null)
}

import { isImported } from '../finds'
import type { RunSummary } from '../run'
import { judges, looksForEdges } from './stability-note'

/** Why the stability of a run's circuit cannot be measured, as a sentence; null where it can. */
export function stabilityObstacle({
  method,
  state,
  promptCount,
}: Pick<RunSummary, 'method' | 'state' | 'promptCount'>): string | null {
  if (isImported({ method })) return 'An opened file does not say how its circuit was found.'
  if (judges({ method })) return 'It is measured of the run that found the circuit.'
  if (!looksForEdges({ method })) return 'This run looks for no circuit.'
  if (state !== 'done') return 'The run is not done.'
  return promptCount < 2
    ? 'It was found on a single pair of prompts, of which there are no other samples.'
    : null
}

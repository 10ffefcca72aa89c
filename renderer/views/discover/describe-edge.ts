import { DECISION_REASONS, type DecisionReason } from '../../../contract'
import { edgeValue, formatSigned, valueSource, type ValueSource } from '../../state/edge-values'
import { KEPT, UNDECIDED, type LiveRun } from '../../state/live-run'
import { formatThreshold } from '../../widgets/format'

export { edgeTitle } from '../../state/node-title'

export const SOURCE_LABEL: Record<ValueSource, string> = {
  effect: 'effect',
  delta: 'change when cut',
  score: 'score',
}

const REASON_TEXT: Record<DecisionReason, string> = {
  'below-threshold': 'its removal changes less than the threshold',
  'at-or-above-threshold': 'its removal hurts by the threshold or more',
  'receiver-has-no-kept-output': 'its receiver has no kept output',
}

export function reasonText(run: LiveRun, edge: number): string {
  return REASON_TEXT[DECISION_REASONS[run.reason[edge]]]
}

/** `kept, effect +0.4200`, `removed: its receiver has no kept output` */
export function describeEdge(run: LiveRun, edge: number): string {
  if (run.state[edge] === UNDECIDED) return 'undecided'
  const isKept = run.state[edge] === KEPT
  if (run.detail.scores) return `${scoredText(run, isKept)}, score ${formatSigned(edgeValue(run, edge))}`
  if (!isKept && Number.isNaN(run.delta[edge])) return `removed: ${reasonText(run, edge)}`
  return `${isKept ? 'kept' : 'removed'}, ${SOURCE_LABEL[valueSource(run, edge)]} ${formatSigned(edgeValue(run, edge))}`
}

function scoredText({ summary, kept }: LiveRun, isKept: boolean): string {
  if (summary.method === 'import') return isKept ? 'in the circuit' : 'not in the circuit'
  return isKept ? `among the top ${kept}` : `not among the top ${kept}`
}

/** `kept at τ 0.02` */
export function decisionText(run: LiveRun, edge: number): string {
  if (run.state[edge] === UNDECIDED) return 'undecided'
  const decided = run.state[edge] === KEPT ? 'kept' : 'removed'
  return run.summary.method === 'import'
    ? decided
    : `${decided} at τ ${formatThreshold(run.summary.threshold)}`
}

import { DECISION_REASONS, type DecisionReason } from '../../../contract'
import { formatSigned, shownValue, VALUE_NAME, valueSource, type ValueSource } from '../../state/edge-values'
import { KEPT, UNDECIDED, type LiveRun } from '../../state/live-run'
import { isScored } from '../../state/scored-run'
import { formatThreshold } from '../../widgets/format'

const REASON_TEXT: Record<DecisionReason, string> = {
  'below-threshold': 'is below τ',
  'at-or-above-threshold': 'is τ or more',
  'receiver-has-no-kept-output': 'its receiver has no kept output',
}

/** `its harm of removal is below τ` */
export function reasonText(run: LiveRun, edge: number): string {
  const reason = DECISION_REASONS[run.reason[edge]]
  if (reason === 'receiver-has-no-kept-output') return REASON_TEXT[reason]
  const size = run.summary.absolute ? 'the size of its' : 'its'
  return `${size} ${VALUE_NAME.harm} ${REASON_TEXT[reason]}`
}

/** One number of an edge, with its name. */
export interface EdgeNumber {
  source: ValueSource
  value: number
}

/** The numbers an edge is listed with: its effect where it was measured, and the harm by which ACDC decided. */
export function edgeNumbers(run: LiveRun, edge: number): EdgeNumber[] {
  const numbers = [{ source: valueSource(run, edge), value: shownValue(run, edge) }]
  if (numbers[0].source === 'effect') numbers.push({ source: 'harm', value: run.delta[edge] })
  return numbers.filter(({ value }) => !Number.isNaN(value))
}

/** `effect −0.4200, harm of removal +0.3900` */
export function numbersText(run: LiveRun, edge: number): string {
  return edgeNumbers(run, edge)
    .map(({ source, value }) => `${VALUE_NAME[source]} ${formatSigned(value)}`)
    .join(', ')
}

/** `kept, effect +0.4200, harm of removal +0.3900`, `removed: its receiver has no kept output` */
export function describeEdge(run: LiveRun, edge: number): string {
  if (run.state[edge] === UNDECIDED) return 'undecided'
  const isKept = run.state[edge] === KEPT
  const numbers = numbersText(run, edge)
  if (numbers === '' && !isKept && run.summary.method === 'acdc') return `removed: ${reasonText(run, edge)}`
  return [stateText(run, isKept), numbers].filter(Boolean).join(', ')
}

function stateText(run: LiveRun, isKept: boolean): string {
  if (run.summary.method === 'import') return isKept ? 'in the circuit' : 'not in the circuit'
  if (isScored(run)) return isKept ? `among the top ${run.kept}` : `not among the top ${run.kept}`
  return isKept ? 'kept' : 'removed'
}

/** `kept at τ 0.02` */
export function decisionText(run: LiveRun, edge: number): string {
  if (run.state[edge] === UNDECIDED) return 'undecided'
  const decided = run.state[edge] === KEPT ? 'kept' : 'removed'
  return run.summary.method === 'import'
    ? decided
    : `${decided} at τ ${formatThreshold(run.summary.threshold)}`
}

import { DECISION_REASONS, thresholdAt, type DecisionReason } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { VALUE_NAME } from '../../state/edge-values'
import { KEPT, UNDECIDED, type LiveRun } from '../../state/live-run'
import { metricBefore } from '../../state/metric-before'
import { effectGroup, numbersText, UNDECIDED_GROUP, type FactGroup } from '../../views/discover/edge-groups'
import { capitalised, formatCount, formatSum, formatThreshold } from '../../widgets/format'

const REASON_TEXT: Record<DecisionReason, string> = {
  'below-threshold': 'is below τ',
  'at-or-above-threshold': 'is τ or more',
  'receiver-has-no-kept-output': 'its receiver has no kept output',
}

/** `its harm of removal is below τ` */
export function reasonText(run: LiveRun, edge: number): string {
  const reason = DECISION_REASONS[run.reason[edge]]
  if (reason === 'receiver-has-no-kept-output') return REASON_TEXT[reason]
  const { summary, detail } = run
  const at = thresholdAt({ summary, provenance: detail.provenance }, run.step[edge])
  const size = (at ?? summary).absolute ? 'the size of its' : 'its'
  return `${size} ${VALUE_NAME.harm} ${REASON_TEXT[reason]}`
}

/** `kept, effect +0.4200, harm of removal +0.3900`, `removed: its receiver has no kept output` */
export function acdcEdgeText(run: LiveRun, edge: number): string {
  if (run.state[edge] === UNDECIDED) return 'undecided'
  const isKept = run.state[edge] === KEPT
  const numbers = numbersText(run, edge)
  if (run.excerpt?.kind === 'scores')
    return [isKept ? 'chosen by score' : 'not chosen', numbers].filter(Boolean).join(', ')
  if (numbers === '' && !isKept) return `removed: ${reasonText(run, edge)}`
  return [isKept ? 'kept' : 'removed', numbers].filter(Boolean).join(', ')
}

/** The effect of the edge alone, what cutting it from ACDC's circuit did, and the decision. */
export function acdcEdgeGroups(run: LiveRun, edge: number): FactGroup[] {
  const { excerpt } = run
  const shown = excerpt?.kind === 'scores' ? excerpt.whole : run
  const facts = [...effectGroup(shown, edge), ...cutGroup(shown, edge), decisionGroup(shown, edge)]
  return excerpt?.kind === 'scores' ? [...facts, choiceGroup(run, edge)] : facts
}

/** Before + change = when cut; and the harm of removal, which is the change times the metric's sense. */
function cutGroup(run: LiveRun, edge: number): FactGroup[] {
  const before = metricBefore(run, edge)
  const cut = run.metric[edge]
  if (Number.isNaN(cut) || before === null) return []
  const { before: from, change, after } = formatSum(before, cut - before)
  const harm = run.detail.metricSense === 1 ? change : negated(change)
  return [
    {
      title: `Cut in ACDC’s circuit, step ${run.step[edge] + 1}`,
      facts: [
        [`${capitalised(METRIC_LABEL[run.summary.metric])} before`, from],
        ['When cut', after],
        ['Change', change],
        [capitalised(VALUE_NAME.harm), harm],
      ],
    },
  ]
}

/** The same digits with the other sign. */
function negated(signed: string): string {
  if (/^.[0.]*$/.test(signed)) return signed
  return signed.startsWith('+') ? `−${signed.slice(1)}` : `+${signed.slice(1)}`
}

function decisionGroup(run: LiveRun, edge: number): FactGroup {
  if (run.state[edge] === UNDECIDED) return UNDECIDED_GROUP
  const decided = run.state[edge] === KEPT ? 'kept' : 'removed'
  const { summary, detail } = run
  const at = thresholdAt({ summary, provenance: detail.provenance }, run.step[edge])
  return {
    title: 'Decision',
    facts: [
      ['Decision', `${decided} at τ ${formatThreshold(at?.threshold ?? summary.threshold)}`],
      ['Because', reasonText(run, edge)],
    ],
  }
}

/** What the scores alone would keep. */
function choiceGroup(run: LiveRun, edge: number): FactGroup {
  const isIn = run.state[edge] === KEPT ? 'yes' : 'no'
  return { title: 'Re-thresholded scores', facts: [[`Among the ${formatCount(run.kept)} chosen`, isIn]] }
}

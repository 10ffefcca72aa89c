import { baseRun, effectFacts } from '../../state/effect-facts'
import { formatSigned, METRIC_LABEL, shownValue, VALUE_NAME, valueSource } from '../../state/edge-values'
import { KEPT, UNDECIDED, type LiveRun } from '../../state/live-run'
import { metricBefore } from '../../state/metric-before'
import { isScored } from '../../state/scored-run'
import { capitalised, formatSum } from '../../widgets/format'
import { decisionText, reasonText } from './describe-edge'

/** Facts that belong together, and what they are about. */
export interface FactGroup {
  title: string
  facts: [name: string, value: string][]
}

/** Everything the run says of one edge. What is printed together adds up as printed. */
export function edgeCard(run: LiveRun, edge: number): FactGroup[] {
  const { method } = run.summary
  if (method === 'import') return [importedGroup(run, edge)]
  const groups = [...effectGroup(run, edge), ...cutGroup(run, edge)]
  if (isScored(run)) {
    const isIn = run.state[edge] === KEPT ? 'yes' : 'no'
    return [...groups, { title: 'Selection', facts: [[`Among the top ${run.kept}`, isIn]] }]
  }
  return [...groups, decisionGroup(run, edge)]
}

function importedGroup(run: LiveRun, edge: number): FactGroup {
  const isIn = run.state[edge] === KEPT ? 'yes' : 'no'
  return {
    title: 'In the file',
    facts: [
      [capitalised(VALUE_NAME[valueSource(run, edge)]), formatSigned(shownValue(run, edge))],
      ['In circuit', isIn],
    ],
  }
}

/** Base run + effect = patched run: the edge alone, all others as they are. */
function effectGroup(run: LiveRun, edge: number): FactGroup[] {
  const { summary, detail } = run
  const source = valueSource(run, edge)
  const effect = source === 'estimate' ? shownValue(run, edge) : run.effect[edge]
  const base = detail.measurements?.[baseRun(summary.direction)].mean[summary.metric] ?? summary.metricInitial
  if (Number.isNaN(effect) || base === null) return []
  const { metric, direction } = summary
  return [
    {
      title: 'This edge alone patched',
      facts: effectFacts({ metric, direction, base, effect, isEstimate: source === 'estimate' }),
    },
  ]
}

/** Before + change = when cut, and the harm of removal, which is the change seen from the metric's sense. */
function cutGroup(run: LiveRun, edge: number): FactGroup[] {
  const before = metricBefore(run, edge)
  const cut = run.metric[edge]
  if (Number.isNaN(cut) || before === null) return []
  const { before: from, change, after } = formatSum(before, cut - before)
  const harm = run.detail.metricSense === 1 ? change : turned(change)
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
function turned(signed: string): string {
  if (/^.[0.]*$/.test(signed)) return signed
  return signed.startsWith('+') ? `−${signed.slice(1)}` : `+${signed.slice(1)}`
}

function decisionGroup(run: LiveRun, edge: number): FactGroup {
  if (run.state[edge] === UNDECIDED) return { title: 'Decision', facts: [['Decision', 'undecided']] }
  return {
    title: 'Decision',
    facts: [
      ['Decision', decisionText(run, edge)],
      ['Because', reasonText(run, edge)],
    ],
  }
}

import {
  CERTIFICATE_TITLES,
  decidesEdges,
  DECISION_REASONS,
  METRICS,
  OUTCOME_WORDS,
  roleGroups,
  type Evaluation,
  type NodeRole,
  type RunDetail,
} from '../../contract'
import { edgeName, shownEdge, shownNode } from '../../engine/graph'
import { keptEdges } from '../../renderer/graph/draw-cap'
import { formatSigned, shownValue, valueSource, VALUE_NAME } from '../../renderer/state/edge-values'
import { KEPT, type LiveRun } from '../../renderer/state/live-run'
import { METRIC_LABEL } from '../../renderer/state/metric-label'
import { formatCount, formatMetric, formatPercent } from '../../renderer/widgets/format'
import { dataTable, paragraph, type Cell } from './html'

/** So many rows can be read; the rest is in the run's JSON. */
const MOST_EDGES = 100
const MOST_PROMPTS = 50
const CLOSEST = 10

/** Means over the prompts of what a run measured. */
export function measurementTable({ measurements }: RunDetail): string {
  if (!measurements) return ''
  const { clean, corrupt, empty, circuit } = measurements
  const columns = [
    ['whole model, clean', clean] as const,
    ['whole model, corrupt', corrupt] as const,
    ...(empty ? [['no edges', empty] as const] : []),
    ...(circuit ? [['circuit', circuit] as const] : []),
  ]
  const rows = METRICS.map((metric): Cell[] => [
    METRIC_LABEL[metric],
    ...columns.map(([, measured]) => metricText(measured.mean[metric])),
  ]).filter(hasNumber)
  return dataTable(['metric', ...columns.map(([title]) => title)], rows, 0, 'Means over the prompts')
}

/** Of a split set: each circuit on the prompts held out beside those that it was found on. */
export function heldOutTable({ judgements, split }: Evaluation): string {
  if (!split) return ''
  const rows = judgements.map(
    ({ label, edges, faithfulness, worstPrompt, randomFaithfulness }, at): Cell[] => {
      const train = split.train.judgements[at]
      return [
        ...[label, edges, share(faithfulness), share(train.faithfulness)],
        ...[
          share(worstPrompt?.faithfulness),
          share(train.worstPrompt?.faithfulness),
          share(randomFaithfulness),
        ],
      ]
    },
  )
  return dataTable(
    ['circuit', 'edges', 'held out', 'train', 'worst held out', 'worst of train', 'random circuits'],
    rows,
    0,
    `Faithfulness on the ${split.rows.length} prompts held out, and on the ${split.train.clean.perPrompt.logit_diff.length} of the train part`,
  )
}

/** `9.0831`: a metric as the screen has it; all of its digits are in the run's JSON. */
export function metricText(value: number | null | undefined): string | null {
  if (value === null || value === undefined || !Number.isFinite(value)) return null
  return formatMetric(value)
}

/** Whether a row of a table has more than its name. */
export function hasNumber([, ...cells]: readonly Cell[]): boolean {
  return cells.some((cell) => cell !== null)
}

/** `59.2 %` */
export function share(value: number | null | undefined): string | null {
  if (value === null || value === undefined || !Number.isFinite(value)) return null
  return formatPercent(value)
}

/** The edges of the circuit, the strongest first. */
export function keptTable(run: LiveRun): string {
  const kept = keptEdges(run)
  const shown = kept.slice(0, MOST_EDGES)
  const sources = new Set(shown.map((edge) => valueSource(run, edge)))
  const [only] = sources
  // Where all values are of one kind, the column is called by it.
  const value: Column[] =
    sources.size === 1
      ? [[VALUE_NAME[only], (edge) => signed(shownValue(run, edge))]]
      : [
          ['value is', (edge) => VALUE_NAME[valueSource(run, edge)]],
          ['value', (edge) => signed(shownValue(run, edge))],
        ]
  const decided: Column[] = decidesEdges(run.summary.method)
    ? [
        ...(only === 'harm' && sources.size === 1
          ? []
          : [['harm of removal', (edge) => signed(run.delta[edge])] satisfies Column]),
        ['step', (edge) => (run.step[edge] >= 0 ? run.step[edge] + 1 : null)],
      ]
    : []
  const columns: Column[] = [
    ['edge', (edge) => shownEdge(run.graph, edge)],
    ['in files', (edge) => edgeName(run.graph, edge)],
    ...value,
    ...decided,
  ]
  return dataTable(
    columns.map(([title]) => title),
    shown.map((edge) => columns.map(([, of]) => of(edge))),
    kept.length - shown.length,
  )
}

type Column = [title: string, of: (edge: number) => Cell]

const signed = (value: number) => (Number.isFinite(value) ? formatSigned(value) : null)

/** What a run decided, in counts, and the decisions that were closest. */
export function decisionSummary(run: LiveRun): string[] {
  const { decided, decidedEdges, graph, summary } = run
  const { threshold, borderline, absolute } = summary
  const counts = new Map<string, { kept: number; cut: number }>()
  const tested: number[] = []
  for (let step = 0; step < decided; step++) {
    const edge = decidedEdges[step]
    const reason = DECISION_REASONS[run.reason[edge]]
    const count = counts.get(reason) ?? { kept: 0, cut: 0 }
    count[run.state[edge] === KEPT ? 'kept' : 'cut']++
    counts.set(reason, count)
    if (!Number.isNaN(run.delta[edge])) tested.push(edge)
  }
  const harm = (edge: number) => (absolute ? Math.abs(run.delta[edge]) : run.delta[edge])
  const distance = (edge: number) => Math.abs(harm(edge) - (threshold ?? 0))
  const closest = tested.sort((a, b) => distance(a) - distance(b)).slice(0, CLOSEST)
  return [
    paragraph(
      `${formatCount(decided)} of ${formatCount(graph.edgeCount)} edges decided, ${formatCount(tested.length)} of them by a run of the model; ${formatCount(borderline)} borderline.`,
    ),
    dataTable(
      ['reason', 'kept', 'cut'],
      Array.from(counts, ([reason, { kept, cut }]): Cell[] => [reason.replaceAll('-', ' '), kept, cut]),
    ),
    dataTable(
      ['edge', 'step', 'harm of removal', 'decided'],
      closest.map((edge): Cell[] => [
        shownEdge(graph, edge),
        run.step[edge] + 1,
        signed(run.delta[edge]),
        run.state[edge] === KEPT ? 'kept' : 'cut',
      ]),
      0,
      'Closest to the threshold',
    ),
  ]
}

export function roleTable(roles: readonly NodeRole[]): string {
  const evidence = new Map(roles.map(({ node, evidence: said }) => [node, said]))
  const rows = roleGroups(roles).flatMap(({ label, nodes }) =>
    nodes.map((node): Cell[] => [shownNode(node), label, evidence.get(node) ?? '']),
  )
  return dataTable(['node', 'role', 'evidence'], rows)
}

/** The prompts as they were written. */
export function promptTable({ config }: RunDetail): string {
  if (!config) return ''
  const { rows } = config.prompts
  const written = (text: string | number[]) => (typeof text === 'string' ? text : text.join(' '))
  const shown = rows
    .slice(0, MOST_PROMPTS)
    .map(({ clean, corrupt, answers, wrongAnswers }, row): Cell[] => [
      row + 1,
      written(clean),
      written(corrupt),
      answers.join(', '),
      wrongAnswers.join(', '),
    ])
  return dataTable(['row', 'clean', 'corrupt', 'answers', 'wrong answers'], shown, rows.length - shown.length)
}

export function certificateTable({ certificate }: RunDetail): string {
  if (!certificate) return ''
  const rows = certificate.items.map(({ name, outcome, detail }): Cell[] => [
    CERTIFICATE_TITLES[name],
    OUTCOME_WORDS[outcome],
    detail,
  ])
  return dataTable(['check', 'outcome', 'detail'], rows)
}

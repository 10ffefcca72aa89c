import {
  certificateNote,
  decidesEdges,
  definitionOf,
  notesOf,
  promptLine,
  saidTitle,
  worstPromptOf,
  measuredRows,
  type MethodResult,
  type NodeRole,
  type PictureChoices,
  type RunDetail,
} from '../../contract'
import { formatCount, formatMetric, formatPercent } from '../../renderer/widgets/format'
import type { LiveRun } from '../../renderer/state/live-run'
import { METRIC_LABEL } from '../../renderer/state/metric-label'
import { traceDrawing } from '../charts/trace-drawing'
import { runCircuitDrawing, runMatrixDrawing } from '../circuit/run-drawing'
import { numberedTitle } from '../describe/describe-run'
import { describeShown, shownRun } from '../files/run-files'
import {
  certificateTable,
  decisionSummary,
  keptTable,
  measurementTable,
  promptTable,
  roleTable,
} from './run-tables'
import { cards, dataTable, factList, paragraph, section } from './html'
import { inlinePicture } from './inline-picture'
import { resultPictures } from './result-pictures'

/** A run with all that a report says of it. */
export interface ReportedRun {
  run: RunDetail
  result: MethodResult | null
  /** What people said of the nodes of its model. */
  roles: readonly NodeRole[]
}

/** What a report has of one run, below its title. */
export function runPart(reported: ReportedRun, choices: PictureChoices): string {
  const { run, result, roles } = reported
  const live = hasGraph(run) ? shownRun(run, choices) : null
  return [
    paragraph(describedIn(run), 'dim'),
    ...doubts(run).map(({ text, isLoud }) => paragraph(text, isLoud ? 'note' : 'dim')),
    cards(headline(run)),
    live ? circuitSection(live, roles, choices) : '',
    ...resultPictures(run, result),
    section('What was found', ...foundBlocks(run, result)),
    section('Measured', measurementTable(run)),
    live ? section('Edges of the circuit', keptTable(live)) : '',
    decidesEdges(run.summary.method) && live ? section('Decisions', ...decisionSummary(live)) : '',
    section('Roles', roleTable(roles)),
    section('Prompts', promptTable(run)),
    section(
      'Configuration and provenance',
      factList(describeShown(live ?? shownRun(run, choices), roles).facts),
    ),
    section('Certificate of the model', certificateTable(run)),
    section('Notes', ...notesOf(run.provenance).map((note) => paragraph(note))),
  ].join('')
}

/** Whether there is anything of edges to draw. */
function hasGraph({ summary: { method } }: RunDetail): boolean {
  if (method === 'import') return true
  const { circuit, edgeScores } = definitionOf(method).finds
  return circuit === 'kept' || edgeScores !== null
}

export function reportTitle({ summary }: Pick<RunDetail, 'summary'>): string {
  return `${numberedTitle(summary)}: ${saidTitle(summary, METRIC_LABEL[summary.metric])}`
}

function describedIn({ summary }: RunDetail): string {
  const { modelName, promptsName, promptCount, method } = summary
  if (method === 'import') return `${modelName}, as its file says`
  return `${modelName} on ${promptsName}, ${promptCount} ${promptCount === 1 ? 'prompt' : 'prompts'}`
}

/** What is against trusting the run, each a sentence. */
function doubts({ summary }: RunDetail): { text: string; isLoud: boolean }[] {
  const { state, message } = summary
  const certificate = certificateNote(summary)
  const ended = { text: `This run is ${state}${message ? `: ${message}` : '.'}`, isLoud: true }
  return [
    ...(state === 'done' ? [] : [ended]),
    ...(certificate ? [{ text: certificate.text, isLoud: certificate.level === 'warning' }] : []),
  ]
}

function headline(run: RunDetail): { number: string; what: string; note?: string }[] {
  const { summary, measurements, config } = run
  const { faithfulness, metric, metricFinal, metricInitial, edgesKept, edgesTotal } = summary
  const hasCircuit = summary.method === 'import' || definitionOf(summary.method).finds.circuit === 'kept'
  const worst = worstPromptOf(measurements)
  const row = worst && config ? measuredRows(config)[worst.row] : undefined
  const prompt = row === undefined ? undefined : config?.prompts.rows[row]
  return [
    ...(hasCircuit
      ? [{ number: formatCount(edgesKept), what: `of ${formatCount(edgesTotal)} edges kept` }]
      : []),
    ...(faithfulness === null
      ? []
      : [
          {
            number: formatPercent(faithfulness),
            what: 'faithfulness (logit difference)',
          },
        ]),
    ...(metricFinal === null
      ? []
      : [
          {
            number: formatMetric(metricFinal),
            what: `${METRIC_LABEL[metric]} of the circuit`,
            note: metricInitial === null ? undefined : `${formatMetric(metricInitial)} with every edge`,
          },
        ]),
    ...(worst
      ? [
          {
            number: formatPercent(worst.faithfulness),
            what: 'faithfulness on the worst prompt',
            note: prompt && row !== undefined ? promptLine(prompt.clean, row) : undefined,
          },
        ]
      : []),
    ...(summary.testsRun > 0
      ? [{ number: formatCount(summary.testsRun), what: 'runs of the model for it' }]
      : []),
  ]
}

function circuitSection(live: LiveRun, roles: readonly NodeRole[], { layout }: PictureChoices): string {
  const description = describeShown(live, roles)
  const deciding = decidesEdges(live.summary.method)
  return section(
    'Circuit',
    inlinePicture(description.title, (palette) => runCircuitDrawing(live, { roles, layout }, palette)),
    inlinePicture('Every edge: receivers across, senders up', (palette) => runMatrixDrawing(live, palette)),
    deciding && live.decided > 0
      ? inlinePicture('The metric and the edges left, as edges were cut', (palette) =>
          traceDrawing(live, palette),
        )
      : '',
  )
}

/** The lines and tables that the command line prints of a result, their numbers with the screen's decimals. */
function foundBlocks(run: RunDetail, result: MethodResult | null): string[] {
  const { method } = run.summary
  // What a circuit says in lines is in the cards and tables of its own sections.
  if (method === 'import' || decidesEdges(method) || !result) return []
  const { outcome, blocks } = definitionOf(method).report(run, result, true)
  return [
    outcome ? paragraph(asShown(`${outcome}.`)) : '',
    ...blocks.map((block) => (typeof block === 'string' ? paragraph(asShown(block)) : textTable(block))),
  ]
}

function textTable({ head, rows }: { head: string[]; rows: string[][] }): string {
  return dataTable(
    head.map((title) => title.toLowerCase()),
    rows.map((row) => row.map(asShown)),
  )
}

/** `0.555123` as `0.5551`. */
function asShown(text: string): string {
  return text.replace(LONG_NUMBER, (number) => formatMetric(Number(number)))
}

/** More than four decimals, and not a part of something else. */
const LONG_NUMBER = /(?<![\w.])-?\d+\.\d{5,}(?![\w.])/g

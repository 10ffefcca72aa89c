import type { ReactNode } from 'react'
import type { RunComparison, RunMeasurements, WorstPrompt } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { namePrompt } from '../../state/prompt-name'
import { FAITHFULNESS_FORMULA, formatFaithfulness } from '../../widgets/faithfulness'
import { formatCount, formatMetric } from '../../widgets/format'
import { Table, type Column } from '../../widgets/table'
import styles from './compared-metrics.module.css'
import { metricRows, sharesBaselines, type MetricRow } from './comparison'

/** A line of the metrics: the baselines, which keep everything or nothing, and the circuits. */
interface MetricLine {
  title: string
  hint?: string
  /** Empty where only circuits have the number. */
  baselines: string[]
  circuits: [a: ReactNode, b: ReactNode]
  /** The same on the prompts that the judgements held out; empty where there are none. */
  heldOut: ReactNode[]
}

/** Every metric of both circuits beside what keeps everything and nothing; of a set that is split on both of its parts. */
export function ComparedMetrics({ comparison }: { comparison: RunComparison }) {
  const { measurementsA: a, measurementsB: b } = comparison
  if (!a && !b) return <p className="nothing">Neither circuit has been measured.</p>
  const values = metricRows(a, b)
  const isShared = sharesBaselines(values)
  const titles = baselineTitles(a, b, isShared)
  return (
    <Table
      look="plain"
      label="Metrics of both circuits"
      columns={columnsOf(titles, comparison)}
      rows={[...values.map((row) => metricLine(row, isShared, comparison)), ...linesOfCircuits(comparison)]}
      keyOf={({ title }) => title}
    />
  )
}

function hasHeldOut({ sideA, sideB }: RunComparison): boolean {
  return Boolean(sideA.judgement?.train ?? sideB.judgement?.train)
}

function heldOutOf({ sideA, sideB }: RunComparison): (RunMeasurements | null)[] {
  return [sideA, sideB].map(({ judgement }) => (judgement?.train ? judgement.measurements : null))
}

/** What only circuits have: faithfulness, the worst prompt, and random circuits of their size. */
function linesOfCircuits(comparison: RunComparison): MetricLine[] {
  const { sideA, sideB, measurementsA, measurementsB, worstA, worstB } = comparison
  const heldOut = (cellOf: (side: typeof sideA) => ReactNode) =>
    hasHeldOut(comparison) ? [sideA, sideB].map((side) => (side.judgement?.train ? cellOf(side) : '–')) : []
  const isShort = hasHeldOut(comparison)
  const randomOf = ({ judgement }: typeof sideA) =>
    judgement && judgement.randomFaithfulness !== null
      ? formatFaithfulness(judgement.randomFaithfulness)
      : 'not judged'
  return [
    {
      title: 'faithfulness of logit difference',
      hint: FAITHFULNESS_FORMULA,
      baselines: [],
      circuits: [faithfulnessText(measurementsA), faithfulnessText(measurementsB)],
      heldOut: heldOut(({ judgement }) => faithfulnessText(judgement!.measurements)),
    },
    {
      title: 'worst prompt',
      baselines: [],
      circuits: [<Worst worst={worstA} isShort={isShort} />, <Worst worst={worstB} isShort={isShort} />],
      heldOut: heldOut(({ judgement }) => <Worst worst={judgement!.worst} isShort />),
    },
    {
      title: 'random circuits of its size',
      hint: 'Mean faithfulness over several random circuits of as many edges',
      baselines: [],
      circuits: [sideA, sideB].map((side) => (side.judgement?.train ? '' : randomOf(side))) as [
        string,
        string,
      ],
      heldOut: heldOut(randomOf),
    },
    {
      title: 'edges',
      baselines: [],
      circuits: [formatCount(sideA.edges), formatCount(sideB.edges)],
      heldOut: heldOut(() => ''),
    },
  ]
}

/** The baselines that keep everything and nothing: with resample ablation, every edge cut is the corrupt run. */
function baselineTitles(a: RunMeasurements | null, b: RunMeasurements | null, isShared: boolean): string[] {
  const none = a?.empty || b?.empty ? 'every edge cut' : 'corrupt'
  return isShared ? ['clean', none] : ['clean A', 'clean B', `${none} A`, `${none} B`]
}

function columnsOf(baselines: readonly string[], comparison: RunComparison): Column<MetricLine>[] {
  const { sideA, sideB } = comparison
  const titleOf = (letter: string, { judgement }: typeof sideA) =>
    judgement?.train ? `${letter}, train` : `circuit ${letter}`
  return [
    {
      id: 'metric',
      title: 'Metric',
      isText: true,
      isRowHead: true,
      wraps: 'row-heads',
      cell: ({ title }) => title,
      cellProps: ({ hint }) => ({ title: hint }),
    },
    ...baselines.map((title, column): Column<MetricLine> => ({
      id: title,
      title,
      wraps: 'title',
      cell: (line) => line.baselines[column],
    })),
    sideColumn('A', titleOf('A', sideA), ({ circuits }) => circuits[0]),
    sideColumn('B', titleOf('B', sideB), ({ circuits }) => circuits[1]),
    ...(hasHeldOut(comparison)
      ? [
          sideColumn('A', 'A, held out', ({ heldOut }) => heldOut[0]),
          sideColumn('B', 'B, held out', ({ heldOut }) => heldOut[1]),
        ]
      : []),
  ]
}

function sideColumn(
  side: 'A' | 'B',
  title: string,
  cell: (line: MetricLine) => ReactNode,
): Column<MetricLine> {
  return {
    id: title,
    title,
    wraps: 'title',
    titleProps: { className: side === 'A' ? styles.sideA : styles.sideB },
    cell,
  }
}

function metricLine(row: MetricRow, isShared: boolean, comparison: RunComparison): MetricLine {
  const baselines = isShared
    ? [row.cleanA, row.corruptA]
    : [row.cleanA, row.cleanB, row.corruptA, row.corruptB]
  const heldOut = hasHeldOut(comparison) ? heldOutOf(comparison) : []
  return {
    title: METRIC_LABEL[row.metric],
    baselines: baselines.map(formatMetric),
    circuits: [formatMetric(row.circuitA), formatMetric(row.circuitB)],
    heldOut: heldOut.map((measured) => formatMetric(measured?.circuit?.mean[row.metric] ?? null)),
  }
}

/** The prompt a circuit serves worst relative to the model, and how well; where there are many columns by its number alone. */
function Worst({ worst, isShort }: { worst: WorstPrompt | null; isShort: boolean }) {
  if (!worst) return '–'
  const { short, full } = namePrompt(worst.clean, worst.row)
  return (
    <span title={full}>
      {formatFaithfulness(worst.faithfulness)}{' '}
      <span className={styles.worst}>{isShort ? `#${worst.row + 1}` : short}</span>
    </span>
  )
}

function faithfulnessText(measurements: RunMeasurements | null): string {
  if (!measurements?.circuit) return '–'
  return formatFaithfulness(measurements.faithfulness)
}

import type { ReactNode } from 'react'
import type { RunComparison, RunMeasurements, WorstPrompt } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { namePrompt } from '../../state/prompt-name'
import { FAITHFULNESS_FORMULA, formatFaithfulness } from '../../widgets/faithfulness'
import { formatMetric } from '../../widgets/format'
import { Table, type Column } from '../../widgets/table'
import styles from './compare-tables.module.css'
import { metricRows, sharesBaselines, type MetricRow } from './comparison'

/** Under the graph: every metric of both runs, and every choice on which they differ. */
export function CompareTables({ comparison }: { comparison: RunComparison }) {
  return (
    <div style={{ gridArea: 'bottom' }} className={styles.bottom}>
      <section className={styles.pane} aria-label="Metrics">
        <h2 className={styles.paneTitle}>Metrics, mean over prompts</h2>
        <Metrics comparison={comparison} />
      </section>
      <section className={styles.pane} aria-label="Differences in configuration">
        <h2 className={styles.paneTitle}>Differences in configuration</h2>
        <Differences comparison={comparison} />
      </section>
    </div>
  )
}

function Metrics({ comparison }: { comparison: RunComparison }) {
  const { measurementsA, measurementsB } = comparison
  if (!measurementsA && !measurementsB)
    return <p className="nothing">Neither run has measured anything yet.</p>
  const values = metricRows(measurementsA, measurementsB)
  const isShared = sharesBaselines(values)
  return (
    <Table
      look="plain"
      columns={metricColumns(baselineTitles(measurementsA, measurementsB, isShared))}
      rows={[
        ...values.map((row) => metricLine(row, isShared)),
        {
          title: 'faithfulness of logit difference',
          hint: FAITHFULNESS_FORMULA,
          baselines: [],
          circuits: [faithfulnessText(measurementsA), faithfulnessText(measurementsB)],
        },
        {
          title: 'worst prompt',
          baselines: [],
          circuits: [<Worst worst={comparison.worstA} />, <Worst worst={comparison.worstB} />],
        },
      ]}
      keyOf={({ title }) => title}
    />
  )
}

/** A line of the metrics: the baselines, which keep everything or nothing, and the two circuits. */
interface MetricLine {
  title: string
  hint?: string
  /** Empty where only circuits have the number. */
  baselines: string[]
  circuits: [a: ReactNode, b: ReactNode]
}

/** The baselines that keep everything and nothing: with resample ablation, every edge cut is the corrupt run. */
function baselineTitles(a: RunMeasurements | null, b: RunMeasurements | null, isShared: boolean): string[] {
  const none = a?.empty || b?.empty ? 'every edge cut' : 'corrupt'
  return isShared ? ['clean', none] : ['clean A', 'clean B', `${none} A`, `${none} B`]
}

function metricColumns(baselines: readonly string[]): Column<MetricLine>[] {
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
    {
      id: 'A',
      title: 'circuit A',
      titleProps: { className: styles.sideA },
      cell: ({ circuits }) => circuits[0],
    },
    {
      id: 'B',
      title: 'circuit B',
      titleProps: { className: styles.sideB },
      cell: ({ circuits }) => circuits[1],
    },
  ]
}

function metricLine(row: MetricRow, isShared: boolean): MetricLine {
  const baselines = isShared
    ? [row.cleanA, row.corruptA]
    : [row.cleanA, row.cleanB, row.corruptA, row.corruptB]
  return {
    title: METRIC_LABEL[row.metric],
    baselines: baselines.map(formatMetric),
    circuits: [formatMetric(row.circuitA), formatMetric(row.circuitB)],
  }
}

/** The prompt a circuit serves worst relative to the model, and how well. */
function Worst({ worst }: { worst: WorstPrompt | null }) {
  if (!worst) return '–'
  const { short, full } = namePrompt(worst.clean, worst.row)
  return (
    <span title={full}>
      {formatFaithfulness(worst.faithfulness)} <span className={styles.worst}>{short}</span>
    </span>
  )
}

function faithfulnessText(measurements: RunMeasurements | null): string {
  if (!measurements?.circuit) return '–'
  return formatFaithfulness(measurements.faithfulness)
}

function Differences({ comparison }: { comparison: RunComparison }) {
  if (comparison.differences.length === 0)
    return <p className="nothing">None: both runs were made with the same choices.</p>
  return (
    <Table
      look="plain"
      columns={DIFFERENCE_COLUMNS}
      rows={comparison.differences}
      keyOf={({ what }) => what}
    />
  )
}

const DIFFERENCE_COLUMNS: Column<RunComparison['differences'][number]>[] = [
  { id: 'what', title: 'Choice', isText: true, isRowHead: true, cell: ({ what }) => what },
  { id: 'A', title: 'A', isText: true, titleProps: { className: styles.sideA }, cell: ({ a }) => a },
  { id: 'B', title: 'B', isText: true, titleProps: { className: styles.sideB }, cell: ({ b }) => b },
]

import type { RunComparison, RunMeasurements, WorstPrompt } from '../../../contract'
import { METRIC_LABEL } from '../../state/edge-values'
import { namePrompt } from '../../state/prompt-name'
import { FAITHFULNESS_FORMULA, formatFaithfulness } from '../../widgets/faithfulness'
import { formatMetric } from '../../widgets/format'
import styles from './compare.module.css'
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
    return <p className={styles.nothing}>Neither run has measured anything yet.</p>
  const rows = metricRows(measurementsA, measurementsB)
  const isShared = sharesBaselines(rows)
  // What keeps nothing: with resample ablation every edge cut is the corrupt run.
  const none = measurementsA?.empty || measurementsB?.empty ? 'every edge cut' : 'corrupt'
  return (
    <table className={styles.table} data-numbers>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          {(isShared ? ['clean', none] : ['clean A', 'clean B', `${none} A`, `${none} B`]).map((name) => (
            <th key={name} scope="col" className={styles.baseline}>
              {name}
            </th>
          ))}
          <th scope="col" className={styles.sideA}>
            circuit A
          </th>
          <th scope="col" className={styles.sideB}>
            circuit B
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <MetricLine key={row.metric} row={row} isShared={isShared} />
        ))}
        <tr>
          <th scope="row" title={FAITHFULNESS_FORMULA}>
            faithfulness of logit difference
          </th>
          <td colSpan={isShared ? 2 : 4} />
          <td>{faithfulnessText(measurementsA)}</td>
          <td>{faithfulnessText(measurementsB)}</td>
        </tr>
        <tr>
          <th scope="row">worst prompt</th>
          <td colSpan={isShared ? 2 : 4} />
          <WorstCell worst={comparison.worstA} />
          <WorstCell worst={comparison.worstB} />
        </tr>
      </tbody>
    </table>
  )
}

function MetricLine({ row, isShared }: { row: MetricRow; isShared: boolean }) {
  const baselines = isShared
    ? [row.cleanA, row.corruptA]
    : [row.cleanA, row.cleanB, row.corruptA, row.corruptB]
  return (
    <tr>
      <th scope="row">{METRIC_LABEL[row.metric]}</th>
      {[...baselines, row.circuitA, row.circuitB].map((value, column) => (
        <td key={column}>{formatMetric(value)}</td>
      ))}
    </tr>
  )
}

/** The prompt a circuit serves worst relative to the model, and how well. */
function WorstCell({ worst }: { worst: WorstPrompt | null }) {
  if (!worst) return <td>–</td>
  const { short, full } = namePrompt(worst.clean, worst.row)
  return (
    <td title={full}>
      {formatFaithfulness(worst.faithfulness)} <span className={styles.worst}>{short}</span>
    </td>
  )
}

function faithfulnessText(measurements: RunMeasurements | null): string {
  if (!measurements?.circuit) return '–'
  return formatFaithfulness(measurements.faithfulness)
}

function Differences({ comparison }: { comparison: RunComparison }) {
  if (comparison.differences.length === 0)
    return <p className={styles.nothing}>None: both runs were made with the same choices.</p>
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Choice</th>
          <th scope="col" className={styles.sideA}>
            A
          </th>
          <th scope="col" className={styles.sideB}>
            B
          </th>
        </tr>
      </thead>
      <tbody>
        {comparison.differences.map(({ what, a, b }) => (
          <tr key={what}>
            <th scope="row">{what}</th>
            <td>{a}</td>
            <td>{b}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

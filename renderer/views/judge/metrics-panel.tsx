import { METRICS, type Evaluation, type MetricName } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { emptyName } from '../../widgets/faithfulness'
import { formatCount, formatMetric } from '../../widgets/format'
import { Panel } from '../stages/panel'
import styles from '../stages/stages.module.css'
import { percent, shownJudgements } from './judge-data'

/** Every metric of the clean run, of the judged circuits, and of the run with every edge cut. */
export function MetricsPanel({ evaluation, metric }: { evaluation: Evaluation; metric: MetricName }) {
  const { clean, corrupt, empty = corrupt } = evaluation
  const judgements = shownJudgements(evaluation)
  return (
    <Panel title="Metrics" isWide={!evaluation.roc && !evaluation.minimality}>
      <div className={styles.scroll}>
        <table className={styles.table} aria-label="Metrics">
          <thead>
            <tr>
              <th scope="col" data-left>
                Metric
              </th>
              <th scope="col">clean</th>
              {judgements.map(({ label }) => (
                <th key={label} scope="col">
                  {label}
                </th>
              ))}
              <th scope="col">{emptyName(evaluation)}</th>
              {evaluation.empty && <th scope="col">corrupt</th>}
            </tr>
          </thead>
          <tbody>
            {METRICS.map((name) => (
              <tr key={name} data-current={name === metric || undefined}>
                <td data-left>{METRIC_LABEL[name]}</td>
                <td>{formatMetric(clean.mean[name])}</td>
                {judgements.map(({ label, measurement }) => (
                  <td key={label}>{formatMetric(measurement.mean[name])}</td>
                ))}
                <td>{formatMetric(empty.mean[name])}</td>
                {evaluation.empty && <td>{formatMetric(corrupt.mean[name])}</td>}
              </tr>
            ))}
            <tr>
              <td data-left>faithfulness</td>
              <td>100 %</td>
              {judgements.map(({ label, faithfulness }) => (
                <td key={label}>{percent(faithfulness)}</td>
              ))}
              <td>0 %</td>
            </tr>
            <EdgeCountRow name="edges" counts={judgements.map(({ edges }) => edges)} />
            {judgements.some(({ edges, edgesAfterPruning }) => edges !== edgesAfterPruning) && (
              <EdgeCountRow
                name="after pruning"
                counts={judgements.map(({ edgesAfterPruning }) => edgesAfterPruning)}
              />
            )}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

function EdgeCountRow({ name, counts }: { name: string; counts: number[] }) {
  return (
    <tr>
      <td data-left>{name}</td>
      <td />
      {counts.map((count, column) => (
        <td key={column}>{formatCount(count)}</td>
      ))}
      <td>0</td>
    </tr>
  )
}

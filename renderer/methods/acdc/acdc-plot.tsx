import { MetricTracePlot } from '../../plots/metric-trace-plot'
import type { LiveRun } from '../../state/live-run'
import { METRIC_LABEL } from '../../state/metric-label'
import styles from '../../views/discover/bottom-panel.module.css'

/** The metric of the circuit as it loses edge after edge. */
export function AcdcPlot({ run }: { run: LiveRun }) {
  return (
    <div className={styles.trace}>
      <h2 className={styles.title}>Metric during pruning</h2>
      <div className={styles.plot}>
        <MetricTracePlot run={run} metricLabel={METRIC_LABEL[run.summary.metric]} />
      </div>
    </div>
  )
}

import { MetricTracePlot } from '../../plots/metric-trace-plot'
import type { LiveRun } from '../../state/live-run'
import { showStep, useReplayStep } from '../../state/replay'
import { METRIC_LABEL } from '../../state/metric-label'
import { ChartPart, PartTitle } from '../../views/discover/bottom-part'
import styles from './acdc-plot.module.css'

/** The metric of the circuit as it loses edge after edge. */
export function AcdcPlot({ run }: { run: LiveRun }) {
  const step = useReplayStep(run)
  return (
    <ChartPart>
      <PartTitle>Metric during pruning</PartTitle>
      <div className={styles.plot}>
        <MetricTracePlot
          run={run}
          metricLabel={METRIC_LABEL[run.summary.metric]}
          cursor={step}
          onCursor={showStep}
        />
      </div>
    </ChartPart>
  )
}

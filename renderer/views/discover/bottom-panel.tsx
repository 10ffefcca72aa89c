import { Tabs } from '@mantine/core'
import { MetricTracePlot } from '../../plots/metric-trace-plot'
import { METRIC_LABEL } from '../../state/edge-values'
import type { LiveRun } from '../../state/live-run'
import { isScored } from '../../state/scored-run'
import styles from './bottom-panel.module.css'
import { RunLog } from './run-log'
import { RunProgressPane } from './run-progress'
import { runWarnings } from './run-warnings'
import { ScoredPanel } from './scored-panel'

/** Progress, log, warnings and the metric's course of the run on screen. */
export function BottomPanel({ run }: { run: LiveRun }) {
  return (
    <section className={styles.panel} aria-label="Run">
      <RunProgressPane run={run} />
      {isScored(run) ? <ScoredPanel run={run} /> : <PruningPanel run={run} />}
    </section>
  )
}

function PruningPanel({ run }: { run: LiveRun }) {
  const warnings = runWarnings(run)
  const isImport = run.summary.method === 'import'
  const isAcdc = run.summary.method === 'acdc'
  return (
    <>
      <Tabs defaultValue="log" className={styles.tabs} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="log">Run log</Tabs.Tab>
          <Tabs.Tab value="warnings">Warnings{warnings.length > 0 && ` ${warnings.length}`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="log" className={styles.tabPanel}>
          {isImport ? (
            <p className={styles.none}>An imported circuit has no decisions of its own.</p>
          ) : (
            <RunLog run={run} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="warnings" className={styles.tabPanel}>
          {warnings.length === 0 && <p className={styles.none}>Nothing to warn about.</p>}
          <ul className={styles.warnings}>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Tabs.Panel>
      </Tabs>
      {isAcdc && (
        <div className={styles.trace}>
          <h2 className={styles.title}>Metric during pruning</h2>
          <div className={styles.plot}>
            <MetricTracePlot run={run} metricLabel={METRIC_LABEL[run.summary.metric]} />
          </div>
        </div>
      )}
    </>
  )
}

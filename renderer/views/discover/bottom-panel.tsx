import { Tabs } from '@mantine/core'
import { discoverPart } from '../../methods/registry'
import type { LiveRun } from '../../state/live-run'
import { isScored } from '../../state/scored-run'
import styles from './bottom-panel.module.css'
import { RunProgressPane } from './run-progress'
import { runWarnings } from './run-warnings'
import { ScoredPanel } from './scored-panel'

/** Progress, log, warnings and plot of the run on screen. */
export function BottomPanel({ run }: { run: LiveRun }) {
  return (
    <section className={styles.panel} aria-label="Run">
      <RunProgressPane run={run} />
      {isScored(run) ? <ScoredPanel run={run} /> : <LogPanel run={run} />}
    </section>
  )
}

function LogPanel({ run }: { run: LiveRun }) {
  const warnings = runWarnings(run)
  const { Log, Plot } = discoverPart(run.summary.method)
  return (
    <>
      <Tabs defaultValue="log" className={styles.tabs} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="log">Run log</Tabs.Tab>
          <Tabs.Tab value="warnings">Warnings{warnings.length > 0 && ` ${warnings.length}`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="log" className={styles.tabPanel}>
          <Log run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="warnings" className={styles.tabPanel}>
          {warnings.length === 0 && <p className="nothing">No warnings.</p>}
          <ul className={styles.warnings}>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Tabs.Panel>
      </Tabs>
      {Plot && <Plot run={run} />}
    </>
  )
}

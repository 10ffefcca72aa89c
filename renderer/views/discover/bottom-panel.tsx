import { Tabs } from '@mantine/core'
import { useState } from 'react'
import { discoverPart } from '../../methods/registry'
import { useDiscoverRun } from '../../state/discover-run'
import { wholeOf, type LiveRun } from '../../state/live-run'
import { endRethreshold } from '../../state/rethreshold'
import { canRethreshold, isScored } from '../../state/top-edges'
import styles from './bottom-panel.module.css'
import { ChartPart } from './bottom-part'
import { ChoicePanel } from './choice-panel'
import { RunProgressPane } from './run-progress'
import { runWarnings } from './run-warnings'
import { ScoresByRank } from './scores-by-rank'

/** Progress, log, warnings and plot of the run. */
export function BottomPanel() {
  return (
    <section className={styles.panel} aria-label="Run">
      <ProgressPart />
      <LogPart />
      <PlotPart />
    </section>
  )
}

function ProgressPart() {
  const shown = useDiscoverRun('numbers')
  return shown && <RunProgressPane run={wholeOf(shown)} />
}

function LogPart() {
  const shown = useDiscoverRun('log')
  if (!shown) return null
  const run = wholeOf(shown)
  return isScored(run) ? <ChoicePanel shown={shown} /> : <LogPanel run={run} shown={shown} />
}

function PlotPart() {
  const shown = useDiscoverRun('plot')
  return shown && <Chart run={wholeOf(shown)} shown={shown} />
}

/** What is beside the log: of a run that is shown by its scores these, else the plot of its method. */
function Chart({ run, shown }: { run: LiveRun; shown: LiveRun }) {
  const { Plot } = discoverPart(run.summary.method)
  if (shown.excerpt?.kind === 'scores') {
    return (
      <ChartPart>
        <ScoresByRank shown={shown} />
      </ChartPart>
    )
  }
  return Plot ? <Plot run={run} /> : null
}

function LogPanel({ run, shown }: { run: LiveRun; shown: LiveRun }) {
  const [opened, setOpened] = useState('log')
  const warnings = runWarnings(run)
  const { Log, logTitle = 'Run log' } = discoverPart(run.summary.method)
  const isByScore = shown.excerpt?.kind === 'scores'
  const open = (tab: string | null) => {
    if (tab !== 'scores') endRethreshold()
    setOpened(tab ?? 'log')
  }
  return (
    <Tabs value={isByScore ? 'scores' : opened} onChange={open} className={styles.tabs} keepMounted={false}>
      <Tabs.List>
        <Tabs.Tab value="log">{logTitle}</Tabs.Tab>
        {canRethreshold(run) && <Tabs.Tab value="scores">Re-threshold</Tabs.Tab>}
        <Tabs.Tab value="warnings">Warnings{warnings.length > 0 && ` ${warnings.length}`}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="log" className={styles.tabPanel}>
        <Log run={run} />
      </Tabs.Panel>
      <Tabs.Panel value="scores" className={styles.tabPanel}>
        <ChoicePanel shown={shown} />
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
  )
}

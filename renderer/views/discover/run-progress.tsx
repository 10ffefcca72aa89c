import { Progress } from '@mantine/core'
import { shownEdge } from '../../../engine/graph'
import { discoverPart } from '../../methods/registry'
import { edgeUnderTest } from '../../state/edge-under-test'
import { METRIC_LABEL } from '../../state/metric-label'
import type { LiveRun } from '../../state/live-run'
import { findsOf, isImported, isOfScores } from '../../state/finds'
import { isLive } from '../../state/run-states'
import { capitalised, formatCount, formatDuration, formatMetric } from '../../widgets/format'
import { SaidProgress } from '../../widgets/said-progress'
import { PartTitle } from './bottom-part'
import styles from './run-progress.module.css'

export function RunProgressPane({ run }: { run: LiveRun }) {
  const { summary } = run
  const { done, total } = workOf(run)
  const color =
    summary.state === 'done'
      ? 'green'
      : summary.state === 'failed' || summary.state === 'interrupted'
        ? 'red'
        : 'yellow'
  return (
    <div className={styles.progress}>
      <PartTitle hint={titleOf(run)}>{titleOf(run)}</PartTitle>
      <Progress
        size={5}
        transitionDuration={0}
        color={color}
        value={(done / Math.max(1, total)) * 100}
        aria-label={findsOf(summary).decidesEdges ? 'Edges decided' : 'Work done'}
      />
      {isLive(summary.state) && (
        <SaidProgress
          done={done}
          total={total}
          what={findsOf(summary).decidesEdges ? 'the edges decided' : 'the work done'}
        />
      )}
      <p className={styles.progressFacts}>
        <span className={styles.decided}>
          {formatCount(done)} / {formatCount(total)}
        </span>
        {progressTexts(run).map((fact) => (
          <span key={fact}>{fact}</span>
        ))}
      </p>
      {summary.message && (
        <p className={styles.message} data-problem={color === 'red' || undefined}>
          {summary.message}
        </p>
      )}
    </div>
  )
}

/** Edges decided, or the work done by a method that decides none. */
function workOf({ summary, progress, decided, graph }: LiveRun): { done: number; total: number } {
  if (isOfScores(summary) && summary.state === 'done')
    return { done: graph.edgeCount, total: graph.edgeCount }
  if (!findsOf(summary).decidesEdges && isLive(summary.state)) return progress?.work ?? { done: 0, total: 1 }
  return { done: decided, total: graph.edgeCount }
}

function titleOf(run: LiveRun): string {
  const { summary, progress, graph } = run
  switch (summary.state) {
    case 'queued':
      return 'Waiting for the run before it'
    case 'done':
      return discoverPart(summary.method).doneText
    case 'stopped':
      return discoverPart(summary.method).stoppedText
    case 'interrupted':
      return 'Interrupted, can be resumed'
    case 'failed':
      return 'Failed'
  }
  const testing = edgeUnderTest(run)
  if (testing >= 0) {
    const prefix = summary.state === 'paused' ? 'Paused before' : 'Testing'
    return `${prefix} ${shownEdge(graph, testing)}`
  }
  if (summary.state === 'paused') return 'Paused'
  return progress ? capitalised(progress.stage) : 'Starting'
}

function progressTexts({ summary, progress }: LiveRun): string[] {
  if (isImported(summary)) return []
  const metric = METRIC_LABEL[summary.metric]
  if (!isLive(summary.state)) {
    const facts = [`took ${formatDuration(summary.elapsedMs)}`]
    if (findsOf(summary).decidesEdges) facts.push(`${formatCount(summary.testsRun)} tests run`)
    if (summary.metricFinal !== null)
      facts.push(`the circuit’s ${metric} ${formatMetric(summary.metricFinal)}`)
    return facts
  }
  if (!progress) return []
  const facts = [`${speed(progress.testsPerSecond)} tests/s`]
  if (summary.state !== 'paused') {
    facts.push(
      progress.remainingMs === null
        ? 'time left not known yet'
        : `about ${formatDuration(progress.remainingMs)} left`,
    )
  }
  if (progress.currentMetric !== null)
    facts.push(`the circuit’s ${metric} ${formatMetric(progress.currentMetric)}`)
  return facts
}

function speed(testsPerSecond: number): string {
  return testsPerSecond < 100 ? testsPerSecond.toFixed(1) : formatCount(Math.round(testsPerSecond))
}

import { Loader } from '@mantine/core'
import { useEffect } from 'react'
import { redisTrouble } from '../../../../contract'
import type { Cluster, ClusterWorker, SweepSummary } from '../../../../contract'
import { useCluster, useWorkers } from '../../../state/cluster'
import { workerCommand } from '../../../state/sweep-computer'
import { CodeText } from '../../../widgets/code-text'
import { formatCount, formatPlural } from '../../../widgets/format'
import { RedisFields } from '../where/redis-fields'
import styles from './redis-strip.module.css'

/** Long enough to be read. */
const READING_MS = 6_000
/** More are counted. */
const MOST_NAMED = 3

/** Whether the Redis of a sweep answers, and who computes there. */
export function RedisStrip({ summary }: { summary: SweepSummary }) {
  const cluster = useWorkers()
  const problem = useCluster((store) => store.problem)
  const isRunning = summary.state === 'running'
  const isLive = isRunning || summary.runs.underWay > 0
  const isRefused = !cluster && problem !== null && summary.state !== 'done'
  // Another Patchbay computes it, or nobody does any more.
  if (isLive ? !cluster : !isRefused) return null
  return (
    <div className={styles.strip} data-warns={(cluster && redisTrouble(cluster) !== null) || undefined}>
      <div role="status" aria-label="Redis" className={styles.said}>
        {cluster && <ConnectionText cluster={cluster} isRunning={isRunning} />}
      </div>
      {cluster && redisTrouble(cluster) === null && cluster.workers.length === 0 && isRunning && (
        <CodeText text={workerCommand(cluster.url)} name="Command of a worker" />
      )}
      {!cluster && <RedisFields />}
    </div>
  )
}

function ConnectionText({ cluster, isRunning }: { cluster: Cluster; isRunning: boolean }) {
  const { url, workers } = cluster
  const trouble = redisTrouble(cluster)
  const isBack = useReturnNews()
  if (trouble)
    return (
      <>
        <Loader size={12} color="yellow" aria-hidden />
        <span className={styles.text}>
          Redis at {url} {trouble}. It is tried again until it does; workers go on with what they have, and
          nothing is lost.
        </span>
      </>
    )
  return (
    <span className={styles.text}>
      {isBack && <strong>Redis answers again. </strong>}
      {isRunning && workers.length === 0
        ? `No worker waits at ${url}: the runs wait until one is started, on any machine that has the model.`
        : workersText(url, workers)}
    </span>
  )
}

/** That it is back is said for a while, then goes by itself. */
function useReturnNews(): boolean {
  const isNews = useCluster((store) => store.returnIsNews)
  useEffect(() => {
    if (!isNews) return
    const timer = setTimeout(() => useCluster.setState({ returnIsNews: false }), READING_MS)
    return () => clearTimeout(timer)
  }, [isNews])
  return isNews
}

function workersText(url: string, workers: readonly ClusterWorker[]): string {
  const named = workers.slice(0, MOST_NAMED).map(({ name, computes }) => `${name}: ${computes ?? 'waits'}`)
  const more = workers.length - named.length
  const rest = more > 0 ? `, and ${formatCount(more)} more` : ''
  const list = named.length > 0 ? `. ${named.join('; ')}${rest}.` : '.'
  return `${formatPlural(workers.length, 'worker')} at ${url}${list}`
}

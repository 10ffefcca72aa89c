import { Button, PasswordInput, TextInput } from '@mantine/core'
import { Plug } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { redisTrouble, type Cluster } from '../../../../contract'
import { connectCluster, useCluster, useWorkers, withoutPassword } from '../../../state/cluster'
import { workerCommand } from '../../../state/sweep-computer'
import { CodeText } from '../../../widgets/code-text'
import { formatCount, formatPlural } from '../../../widgets/format'
import { WorkerTable } from './worker-table'
import styles from './redis-fields.module.css'

/** Which Redis, whether it answers, and who waits there. */
export function RedisFields() {
  const remembered = useCluster(({ info }) => info?.remembered ?? null)
  const isConnecting = useCluster((store) => store.isConnecting)
  const [typed, setTyped] = useState<string | null>(null)
  const [password, setPassword] = useState('')
  const url = typed ?? remembered ?? ''
  const change = (text: string) => {
    const read = withoutPassword(text)
    setTyped(read.url)
    if (read.password !== null) setPassword(read.password)
  }
  const connect = (event: FormEvent) => {
    event.preventDefault()
    // Why it failed is said below.
    if (!isConnecting && url.trim() !== '') connectCluster({ url: url.trim(), password }).catch(() => {})
  }
  return (
    <div className={styles.fields}>
      <form className={styles.address} onSubmit={connect}>
        <TextInput
          label="Address of the Redis"
          className={styles.url}
          placeholder="redis://HOST:6379"
          spellCheck={false}
          autoComplete="off"
          title={url}
          value={url}
          onChange={(event) => change(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          className={styles.password}
          autoComplete="off"
          placeholder="if it has one"
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button
          type="submit"
          variant="default"
          leftSection={<Plug size={13} aria-hidden />}
          loading={isConnecting}
          data-disabled={url.trim() === '' || undefined}
          aria-disabled={url.trim() === '' || undefined}
        >
          Connect
        </Button>
      </form>
      <p className={`dim ${styles.hint}`}>
        rediss:// with TLS. The address is remembered, the password is not.
      </p>
      <Connection />
    </div>
  )
}

/** What came of connecting. */
function Connection() {
  const cluster = useWorkers()
  const problem = useCluster((store) => store.problem)
  return (
    <>
      <div role="status" aria-label="Connection to Redis" className={styles.status}>
        {problem && <p className="hurts">{problem}</p>}
        {cluster && <p>{connectionText(cluster)}</p>}
      </div>
      {cluster && cluster.workers.length > 0 && <WorkerTable workers={cluster.workers} />}
      {cluster?.isThere && cluster.workers.length === 0 && (
        <div className={styles.none}>
          <p className="dim">
            Start one on any machine that has the model, as often as there is room; the sweep can be started
            before.
          </p>
          <CodeText text={workerCommand(cluster.url)} name="Command of a worker" />
        </div>
      )}
    </>
  )
}

function connectionText(cluster: Cluster): string {
  const { url, workers } = cluster
  const trouble = redisTrouble(cluster)
  if (trouble) return `Redis at ${url} ${trouble}. It is tried again until it does.`
  if (workers.length === 0) return `Connected to ${url}. No worker waits there yet.`
  const waiting = workers.filter(({ computes }) => computes === null).length
  const busy = workers.length - waiting
  const rest = busy > 0 ? `, ${formatCount(waiting)} of them waiting` : ' waiting'
  return `Connected to ${url}: ${formatPlural(workers.length, 'worker')}${rest}.`
}

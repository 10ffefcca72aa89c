import { useEffect } from 'react'
import { Loader } from '@mantine/core'
import { useHost } from '../state/host'
import styles from './host-notice.module.css'

/** The host is usually back within a second, too soon to read the notice. */
const READING_MS = 5_000

/** Says that the host process is gone, or was until just now; it restarts by itself and no decision is lost. */
export function HostNotice() {
  const { status, message, lossIsNews } = useHost()
  useEffect(() => {
    if (status !== 'ready' || !lossIsNews) return
    const timer = setTimeout(() => useHost.setState({ lossIsNews: false }), READING_MS)
    return () => clearTimeout(timer)
  }, [status, lossIsNews])
  const isLost = status === 'lost'
  if (!isLost && !lossIsNews) return null
  return (
    <div role="alert" className={styles.notice}>
      {isLost && <Loader size={14} color="red" />}
      <strong>The engine stopped.</strong>
      <span>
        {isLost
          ? message || 'It is restarting. Decisions made so far are saved.'
          : 'It has restarted. Decisions made so far are saved.'}
      </span>
    </div>
  )
}

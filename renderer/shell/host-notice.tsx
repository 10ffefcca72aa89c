import { Loader } from '@mantine/core'
import { useHost } from '../state/host'
import styles from './shell.module.css'

/** Says that the host process is away; it restarts by itself and nothing decided is lost. */
export function HostNotice() {
  const { status, message } = useHost()
  if (status !== 'lost') return null
  return (
    <div role="alert" className={styles.notice}>
      <Loader size={14} color="red" />
      <strong>The engine stopped.</strong>
      <span>{message || 'It is being started again. What a run had decided is saved.'}</span>
    </div>
  )
}

import { Loader } from '@mantine/core'
import { Note } from '../../widgets/note'
import styles from './waiting.module.css'

/** In place of a figure whose numbers are not there: they are being computed, or why there are none. */
export function Waiting({ problem, what }: { problem: string | null; what: string }) {
  if (problem) return <Note tone="problem">{problem}</Note>
  return (
    <p className={styles.waiting} role="status">
      <Loader size={13} /> {what}
    </p>
  )
}

import { Anchor } from '@mantine/core'
import styles from './edited-label.module.css'

interface EditedLabelProps {
  label: string
  count: number
  isEdited: boolean
  onReset: () => void
}

/** What a field holds and how much; where it was changed, the way back. */
export function EditedLabel({ label, count, isEdited, onReset }: EditedLabelProps) {
  return (
    <span className={styles.label}>
      {label} <span className={styles.count}>{count.toLocaleString('en-US')}</span>
      {isEdited && (
        <Anchor
          component="button"
          type="button"
          className={styles.reset}
          aria-label={`Reset ${label}`}
          onClick={(event) => {
            event.preventDefault()
            onReset()
          }}
        >
          Reset
        </Anchor>
      )}
    </span>
  )
}

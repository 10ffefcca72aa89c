import { Tooltip } from '@mantine/core'
import type { CertificateNote } from '../../contract'
import { VERDICT_ICONS } from './certificate-verdict'
import { shortened } from './format'
import styles from './certificate-mark.module.css'

/** A tooltip must fit on the screen; the facts of the model and of the run have the whole reason. */
const MOST_CHARACTERS = 400

interface CertificateMarkProps {
  /** null where nothing is to be said: the model is certified. */
  note: CertificateNote | null
  /** In rows: words only where it is a warning. */
  isCompact?: boolean
}

/** Beside a model or its run: that it is not certified, with the reason at hand. */
export function CertificateMark({ note, isCompact = false }: CertificateMarkProps) {
  if (!note) return null
  const { level, label, text } = note
  const isWarning = level === 'warning'
  const Icon = VERDICT_ICONS[isWarning ? 'uncertified' : 'checked']
  return (
    <Tooltip label={shortened(text, MOST_CHARACTERS)} events={{ hover: true, focus: true, touch: true }}>
      <span
        className={styles.mark}
        data-level={level}
        data-compact={isCompact || undefined}
        role="note"
        aria-label={`Load certificate: ${label}. ${text}`}
        tabIndex={isWarning || !isCompact ? 0 : undefined}
      >
        <Icon size={12} aria-hidden />
        {(isWarning || !isCompact) && <span className={styles.label}>{label}</span>}
      </span>
    </Tooltip>
  )
}

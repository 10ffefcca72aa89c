import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './note.module.css'

const ICONS = { info: Info, warning: TriangleAlert, problem: CircleAlert }

interface NoteProps {
  tone: keyof typeof ICONS
  title?: string
  children: ReactNode
}

/** A sentence on the page. Screen readers announce a problem; other notes they read in place. */
export function Note({ tone, title, children }: NoteProps) {
  const Icon = ICONS[tone]
  return (
    <div className={styles.note} data-tone={tone} role={tone === 'problem' ? 'alert' : 'note'}>
      <Icon size={15} aria-hidden />
      <div className={styles.text}>
        {title && <strong>{title}</strong>}
        {children}
      </div>
    </div>
  )
}

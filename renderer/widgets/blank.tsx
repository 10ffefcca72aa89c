import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './blank.module.css'

interface BlankProps {
  icon: LucideIcon
  title: string
  text: ReactNode
  /** For a card that appears while someone waits: a screen reader announces it. */
  role?: 'status' | 'alert'
  /** Its buttons. */
  children?: ReactNode
}

/** A view that has nothing to show yet: why, and what to do about it. */
export function Blank({ icon: Icon, title, text, role, children }: BlankProps) {
  return (
    <BlankArea>
      <div className={styles.card} role={role}>
        <Icon size={28} strokeWidth={1.4} aria-hidden />
        <h2>{title}</h2>
        <p>{text}</p>
        {children && <div className={styles.actions}>{children}</div>}
      </div>
    </BlankArea>
  )
}

/** The same area for other content, or empty while it is being read. */
export function BlankArea({ isBusy, children }: { isBusy?: boolean; children?: ReactNode }) {
  return (
    <div className={styles.blank} aria-busy={isBusy || undefined}>
      {children}
    </div>
  )
}

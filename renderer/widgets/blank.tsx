import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './blank.module.css'

interface BlankProps {
  icon: LucideIcon
  title: string
  text: ReactNode
  /** It changes while one waits: a screen reader says so. */
  isLive?: boolean
  /** Its buttons. */
  children?: ReactNode
}

/** A view that has nothing to show yet: why, and what to do about it. */
export function Blank({ icon: Icon, title, text, isLive, children }: BlankProps) {
  return (
    <BlankArea>
      <div className={styles.card} role={isLive ? 'status' : undefined}>
        <Icon size={28} strokeWidth={1.4} aria-hidden />
        <h2>{title}</h2>
        <p>{text}</p>
        {children && <div className={styles.actions}>{children}</div>}
      </div>
    </BlankArea>
  )
}

/** The same room for something else, or for nothing while it is being read. */
export function BlankArea({ isBusy, children }: { isBusy?: boolean; children?: ReactNode }) {
  return (
    <div className={styles.blank} aria-busy={isBusy || undefined}>
      {children}
    </div>
  )
}

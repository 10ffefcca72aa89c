import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './banner.module.css'

interface BannerProps {
  label: string
  /** What is to be known, and the ways out of it. */
  text: ReactNode
  children?: ReactNode
}

/** A strip of a view that warns of what is on screen. */
export function Banner({ label, text, children }: BannerProps) {
  return (
    <div className={styles.banner} role="note" aria-label={label}>
      <TriangleAlert size={14} aria-hidden />
      <div className={styles.text}>{text}</div>
      {children}
    </div>
  )
}

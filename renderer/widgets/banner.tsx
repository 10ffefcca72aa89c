import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './banner.module.css'

interface BannerProps {
  label: string
  /** The warning; `children` are the buttons that resolve it. */
  text: ReactNode
  children?: ReactNode
}

/** A strip that warns about what the view shows. */
export function Banner({ label, text, children }: BannerProps) {
  return (
    <div className={styles.banner} role="note" aria-label={label}>
      <TriangleAlert size={14} aria-hidden />
      <div className={styles.text}>{text}</div>
      {children}
    </div>
  )
}

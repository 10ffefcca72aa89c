import type { ReactNode } from 'react'
import styles from './token-chip.module.css'

interface TokenChipProps {
  /** How it compares with the other prompt of the pair. */
  mark?: 'differs' | 'same' | 'hole'
  isBos?: boolean
  /** One of the answers, or of the wrong ones. */
  answer?: 'right' | 'wrong'
  /** In a legend. */
  isSmall?: boolean
  title?: string
  children?: ReactNode
}

/** One token, its spaces visible. */
export function TokenChip({ mark, isBos, answer, isSmall, title, children }: TokenChipProps) {
  return (
    <span
      className={styles.token}
      title={title}
      data-mark={mark}
      data-bos={isBos || undefined}
      data-answer={answer}
      data-small={isSmall || undefined}
    >
      {children}
    </span>
  )
}

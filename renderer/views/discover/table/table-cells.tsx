import type { ReactNode } from 'react'
import styles from './table-cells.module.css'

export function NumberCell({ children }: { children: ReactNode }) {
  return (
    <span role="cell" className={styles.number}>
      {children}
    </span>
  )
}

interface PickCellProps {
  shown: string
  /** The name that files have. */
  name: string
  isSelected: boolean
  onPick: () => void
}

/** The name of a row, as a button that pins it or lets it go. */
export function PickCell({ shown, name, isSelected, onPick }: PickCellProps) {
  return (
    <span role="cell" className={styles.name}>
      <button type="button" title={name} aria-pressed={isSelected} onClick={onPick}>
        {shown}
      </button>
    </span>
  )
}

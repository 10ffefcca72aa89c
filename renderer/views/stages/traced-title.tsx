import type { ReactNode } from 'react'
import { EdgeName } from '../../widgets/names'
import { Facts } from '../../widgets/panes'
import styles from './traced-title.module.css'

interface TracedTitleProps {
  /** Of an edge or a path, as in files. */
  name: string
  /** Numbers that add up. */
  facts: [name: string, value: ReactNode][]
}

/** What was patched, an edge or a path, above its numbers. */
export function TracedTitle({ name, facts }: TracedTitleProps) {
  return (
    <>
      <h3 className={styles.name}>
        <EdgeName edge={name} />
      </h3>
      <div className={styles.sum}>
        <Facts facts={facts} />
      </div>
    </>
  )
}

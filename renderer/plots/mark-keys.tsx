import { Fragment } from 'react'
import styles from './mark-keys.module.css'

interface MarkKeysProps {
  /** `flag`: a ring around a mark; `line` dashed, `solid` not. */
  marks: readonly (readonly [
    shape: 'circle' | 'square' | 'diamond' | 'flag' | 'line' | 'solid',
    meaning: string,
  ])[]
}

/** What the marks of a chart mean. */
export function MarkKeys({ marks }: MarkKeysProps) {
  return (
    <span className={styles.keys}>
      {marks.map(([shape, meaning]) => (
        <Fragment key={shape}>
          <i data-shape={shape} /> {meaning}{' '}
        </Fragment>
      ))}
    </span>
  )
}

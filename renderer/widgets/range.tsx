import type { KeyboardEvent, ReactNode } from 'react'
import styles from './range.module.css'

interface RangeProps {
  label: string
  min?: number
  max: number
  value: number
  /** The value as it is read out. */
  text: string
  onChange: (value: number) => void
  /** What an arrow key does, in steps of its own: -10, -1, 1 or 10 (with Shift); left out, it moves the value by so much. */
  onArrow?: (count: number) => void
  /** Drawn along the track. */
  marks?: ReactNode
}

/** A slider over whole numbers: every value by mouse and by keys, with a text that says what it means. */
export function Range({ label, min = 0, max, value, text, onChange, onArrow, marks }: RangeProps) {
  const onKey = (event: KeyboardEvent) => {
    const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 }[event.key]
    if (way === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const count = way * (event.shiftKey ? 10 : 1)
    if (onArrow) onArrow(count)
    else onChange(Math.max(min, Math.min(max, value + count)))
  }
  return (
    <span className={styles.range}>
      {marks && (
        <span className={styles.marks} aria-hidden>
          {marks}
        </span>
      )}
      <input
        type="range"
        aria-label={label}
        aria-valuetext={text}
        min={min}
        max={max}
        step={1}
        value={value}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
        onKeyDown={onKey}
      />
    </span>
  )
}

import { useState } from 'react'
import { shortened } from './format'
import styles from './long-text.module.css'

const MOST_CHARACTERS = 220

/** A sentence that may list many names: the beginning, and a button for the rest. */
export function LongText({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false)
  const short = shortened(text, MOST_CHARACTERS)
  if (short === text) return text
  return (
    <>
      {isWhole ? text : short}{' '}
      <button
        type="button"
        className={styles.more}
        aria-expanded={isWhole}
        onClick={() => setWhole(!isWhole)}
      >
        {isWhole ? 'Show less' : 'Show all'}
      </button>
    </>
  )
}

import { CircleCheck, CircleDashed, CircleX } from 'lucide-react'
import type { TestVerdict } from '../../../../contract'
import styles from './verdict-mark.module.css'

const ICONS = { passes: CircleCheck, fails: CircleX, undecided: CircleDashed }

/** `passes`, with its sign. */
export function VerdictMark({ verdict }: { verdict: TestVerdict }) {
  const Icon = ICONS[verdict]
  return (
    <span className={styles.verdict} data-verdict={verdict}>
      <Icon size={14} aria-hidden />
      {verdict}
    </span>
  )
}

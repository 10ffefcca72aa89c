import { Button } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import type { RunSummary } from '../../contract'
import { askScores, isUnanswered } from '../state/score-question'
import styles from './run-title.module.css'

/** Says of an imported circuit that nobody knows which sign of its scores matters, and offers to say it. */
export function ScoreBanner({ run }: { run: RunSummary }) {
  if (!isUnanswered(run)) return null
  return (
    <div className={styles.banner} role="note" aria-label="Scores not explained">
      <TriangleAlert size={14} aria-hidden />
      <span className={styles.differences}>
        The file of “{run.name}” does not say what its scores are: which sign matters is not known.
      </span>
      <Button size="compact-xs" variant="default" onClick={() => askScores(run)}>
        Say what they are
      </Button>
    </div>
  )
}

import { Button } from '@mantine/core'
import type { RunSummary } from '../../contract'
import { askScores, isUnanswered } from '../state/score-question'
import { Banner } from './banner'

/** Says of an imported circuit that nobody knows which sign of its scores matters, and offers to say it. */
export function ScoreBanner({ run }: { run: RunSummary }) {
  if (!isUnanswered(run)) return null
  return (
    <Banner
      label="Scores not explained"
      text={`The file of “${run.name}” does not say what its scores are: which sign matters is not known.`}
    >
      <Button size="compact-xs" variant="default" onClick={() => askScores(run)}>
        Say what they are
      </Button>
    </Banner>
  )
}

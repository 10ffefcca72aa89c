import { Button } from '@mantine/core'
import type { RunSummary } from '../../contract'
import { askScores, isUnanswered } from '../state/score-question'
import { Banner } from './banner'

/** Warns that the meaning of an imported circuit's scores is unknown, and offers to answer. */
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

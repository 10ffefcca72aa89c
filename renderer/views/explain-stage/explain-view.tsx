import { Button } from '@mantine/core'
import { Waypoints } from 'lucide-react'
import type { SuggestedRoles } from '../../../contract'
import { useExplanation } from '../../state/explain'
import { useExplainChoice } from '../../state/explain-stage'
import { showView } from '../../state/workbench'
import { Blank } from '../../widgets/blank'
import { RunTitle, NoRunTitle } from '../../widgets/run-title'
import { StageFrame } from '../stages/stage-frame'
import { ExplainProgress } from './explain-progress'
import { ExplainToolbar } from './explain-toolbar'
import { ExplainedStage } from './explained-stage'

/** What the nodes of a circuit do: grouped by roles, with the numbers that say so. */
export function ExplainView() {
  const choice = useExplainChoice()
  return (
    <StageFrame
      label="Explain"
      head={
        <>
          <ExplainToolbar choice={choice} />
          {choice.run ? <RunTitle summary={choice.run} /> : <NoRunTitle isReading={false} text="All nodes" />}
        </>
      }
      explained={
        <>
          What each node does, from the attention, writes and direct attribution of the clean runs. Solid:
          said by you. Dashed: suggested by the numbers. A role says what a head does on these prompts, not
          why the model needs it.
        </>
      }
    >
      <ExplainBody choice={choice} />
    </StageFrame>
  )
}

const NO_SUGGESTIONS: SuggestedRoles[] = []

function ExplainBody({ choice }: { choice: ReturnType<typeof useExplainChoice> }) {
  const explanation = useExplanation(choice.source)
  if (choice.obstacle) {
    const { text, mendedIn } = choice.obstacle
    return (
      <Blank role="status" icon={Waypoints} title="Nothing to explain yet" text={text}>
        <Button variant="default" onClick={() => showView(mendedIn)}>
          {mendedIn === 'model' ? 'Open a model' : 'To the prompts'}
        </Button>
      </Blank>
    )
  }
  if (!explanation) return null
  const { opened, summary, suggested, problem, progress, retry, source } = explanation
  // Without suggestions the numbers are still there.
  if (problem && !summary)
    return (
      <Blank role="alert" icon={Waypoints} title="This could not be explained" text={problem}>
        <Button variant="default" onClick={retry}>
          Try again
        </Button>
      </Blank>
    )
  if (!opened || !summary || (!suggested && !problem))
    return <ExplainProgress progress={progress} opened={opened} />
  return (
    <ExplainedStage
      key={opened.id}
      source={source}
      run={choice.run}
      opened={opened}
      summary={summary}
      suggested={suggested ?? NO_SUGGESTIONS}
      problem={problem}
    />
  )
}

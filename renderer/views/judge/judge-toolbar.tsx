import { judgeForm } from '../../methods/evaluate/form'
import { judgeConfig } from '../../methods/evaluate/start'
import { isOfScores } from '../../state/finds'
import { useStageRun } from '../../state/stages'
import { useObstacle } from '../../state/use-obstacle'
import { Space, Toolbar } from '../../widgets/panes'
import { StageButton } from '../stages/stage-button'
import { TestAblationField } from './tests/test-ablation-field'
import { TestButton } from './tests/test-button'
import { CircuitField, RankField, ReferenceField, TopField } from './judge-fields'
import { useJudgeChoice } from './use-judge-choice'

/** Which circuit is judged, and against which reference. */
export function JudgeToolbar() {
  const form = judgeForm.use((fields) => fields)
  const { run } = useStageRun('judge')
  const general = useObstacle()
  const { runs, judged, reference, missing } = useJudgeChoice()
  const isScored = judged !== undefined && isOfScores(judged)
  return (
    <Toolbar label="Judging">
      <CircuitField runs={runs} judged={judged} />
      {isScored && <TopField judged={judged} />}
      {judged && (isScored || judged.importedScores) && <RankField judged={judged} />}
      <ReferenceField runs={runs} judged={judged} reference={reference} />
      <Space />
      <TestAblationField />
      <TestButton />
      <StageButton
        label="Judge"
        run={run}
        config={() => judgeConfig(form, judged, reference)}
        obstacle={general ?? missing}
      />
    </Toolbar>
  )
}

import { judgeForm } from '../../methods/evaluate/form'
import { judgeConfig } from '../../methods/evaluate/start'
import { isOfScores } from '../../state/finds'
import { useStageRun } from '../../state/stages'
import { useObstacle } from '../../state/use-obstacle'
import { Space, Toolbar } from '../../widgets/panes'
import { StageButton } from '../stages/stage-button'
import { CircuitField, RankField, ReferenceField, TopField } from './judge-fields'
import { useJudgeChoice } from './use-judge-choice'

/** Which circuit is judged, and against which reference. */
export function JudgeToolbar() {
  const form = judgeForm.use((fields) => fields)
  const { run } = useStageRun('judge')
  const general = useObstacle()
  const { runs, judged, reference } = useJudgeChoice()
  const isScored = judged !== undefined && isOfScores(judged)
  const obstacle = judged ? null : 'There is no circuit of this model yet: run ACDC or EAP in Discover.'
  return (
    <Toolbar label="Judging">
      <CircuitField runs={runs} judged={judged} />
      {isScored && <TopField judged={judged} />}
      {judged && (isScored || judged.importedScores) && <RankField judged={judged} />}
      <ReferenceField runs={runs} judged={judged} reference={reference} />
      <Space />
      <StageButton
        label="Judge"
        run={run}
        config={() => judgeConfig(form, judged, reference)}
        obstacle={general ?? obstacle}
      />
    </Toolbar>
  )
}

import { Button } from '@mantine/core'
import { Scale } from 'lucide-react'
import { judgeForm } from '../../methods/evaluate/form'
import { judgeConfig } from '../../methods/evaluate/start'
import { stageForm } from '../../state/stage-form'
import { useStageRun } from '../../state/stages'
import { showView } from '../../state/workbench'
import { ScoreBanner } from '../../widgets/score-banner'
import { RunCard } from '../stages/run-card'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import { StageColumns, StageFrame } from '../stages/stage-frame'
import { partOf } from '../stages/stage-part'
import { JudgeToolbar } from './judge-toolbar'
import { useJudgeChoice } from './use-judge-choice'

/** The last stage: how much of the behaviour a circuit keeps, beside random circuits of its size. */
export function JudgeView() {
  const { run } = useStageRun('judge')
  return (
    <StageFrame
      label="Judge"
      head={
        <>
          <JudgeToolbar />
          <JudgeBelonging />
        </>
      }
      explained={
        <>
          Faithfulness = (circuit − cut) / (clean − cut) in logit difference. Cut is the run with every edge
          cut: the corrupt run, unless another ablation is used. 100 % = same as the whole model.
        </>
      }
    >
      <StageColumns
        main={
          <StageBody
            stage="judge"
            icon={Scale}
            title="Is this the circuit?"
            text="Choose a run above: its circuit is measured on every prompt, or on those that a split holds out, beside random circuits of equal size and the run with every edge cut. Scored runs (EAP, exact edges) are also measured at every size."
            action={
              <Button variant="default" onClick={() => showView('discover')}>
                Find a circuit in Discover
              </Button>
            }
          >
            {(judged, done) => judged.panels(done)}
          </StageBody>
        }
        inspectorLabel="Judgement"
        inspector={
          <>
            {run && partOf('judge', run)?.facts?.(run)}
            {run && <RunCard run={run} stage="judge" />}
          </>
        }
      />
    </StageFrame>
  )
}

function JudgeBelonging() {
  const form = judgeForm.use((fields) => fields)
  stageForm.use((fields) => fields)
  const { judged, reference } = useJudgeChoice()
  return (
    <>
      {judged && <ScoreBanner run={judged} />}
      <StageBelonging stage="judge" config={judgeConfig(form, judged, reference)} />
    </>
  )
}

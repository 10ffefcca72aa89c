import { Scale } from 'lucide-react'
import { judgeForm } from '../../methods/evaluate/form'
import { judgeConfig } from '../../methods/evaluate/start'
import { testsConfig } from '../../methods/tests/start'
import { useRunList, type MethodRun } from '../../state/run-store'
import { stageForm } from '../../state/stage-form'
import { useStageRun } from '../../state/stages'
import { Section } from '../../widgets/panes'
import { ScoreBanner } from '../../widgets/score-banner'
import { ExplainButton } from '../stages/explain-button'
import { RunCard } from '../stages/run-card'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import { StageColumns, StageFrame } from '../stages/stage-frame'
import { partOf } from '../stages/stage-part'
import { JudgeOffer, OtherCircuit } from './judge-offer'
import { JudgeToolbar } from './judge-toolbar'
import { ToBeJudged } from './to-be-judged'
import { useJudgeChoice } from './use-judge-choice'

/** The last stage: how much of the behaviour a circuit keeps, beside random circuits of its size. */
export function JudgeView() {
  const { run } = useStageRun('judge')
  const { judged } = useJudgeChoice()
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
            action={<JudgeOffer />}
          >
            {(judgement, done) => (
              <>
                <OtherCircuit run={done} />
                {judgement.panels(done)}
              </>
            )}
          </StageBody>
        }
        inspectorLabel="Judgement"
        inspector={
          run ? (
            <>
              {partOf('judge', run)?.facts?.(run)}
              <ExplainJudged run={run} />
              <RunCard run={run} stage="judge" />
            </>
          ) : (
            judged && <ToBeJudged judged={judged} />
          )
        }
      />
    </StageFrame>
  )
}

/** The circuit that was judged is that of another run; a workflow has its own. */
function ExplainJudged({ run }: { run: MethodRun }) {
  const runs = useRunList()
  const { config, summary } = run.detail
  const judged =
    config && 'circuit' in config && 'runId' in config.circuit ? config.circuit.runId : summary.id
  const explained = runs?.find(({ id }) => id === judged)
  return explained ? (
    <Section title="Next">
      <ExplainButton run={explained} />
    </Section>
  ) : null
}

function JudgeBelonging() {
  const form = judgeForm.use((fields) => fields)
  stageForm.use((fields) => fields)
  const { judged, reference } = useJudgeChoice()
  const { run } = useStageRun('judge')
  const isOfTests = run?.summary.method === 'tests'
  return (
    <>
      {judged && <ScoreBanner run={judged} />}
      <StageBelonging
        stage="judge"
        config={isOfTests ? testsConfig(form, judged) : judgeConfig(form, judged, reference)}
      />
    </>
  )
}

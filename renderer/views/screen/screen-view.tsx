import { Button } from '@mantine/core'
import { Grid3x3 } from 'lucide-react'
import type { SiteScores } from '../../../contract'
import { directionText } from '../../state/direction-text'
import { addSites } from '../../state/selected-sites'
import { topNodes } from '../../state/sites'
import { usePromptSet } from '../../state/prompt-store'
import { stageForm } from '../../state/stage-form'
import { useAllForms } from '../../state/forms'
import { useStageRun } from '../../state/stages'
import { useWorkbench } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import { GoTo } from '../../widgets/go-to'
import { takeToConfirm } from '../road/road-actions'
import { Offer } from '../stages/offer'
import { RunCard } from '../stages/run-card'
import { SelectionList } from '../stages/selection-list'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import { StageColumns, StageFrame } from '../stages/stage-frame'
import { partOf } from '../stages/stage-part'
import { screenConfig, useScreenAblation, useScreenConfig } from './screen-form'
import { ScreenPanels } from './screen-panels'
import { ScreenToolbar } from './screen-toolbar'

/** The first stage: which sites matter, estimated for all of them at once or measured one by one. */
export function ScreenView() {
  const direction = stageForm.use((form) => form.direction)
  const { ablation } = useScreenAblation()
  const { run } = useStageRun('screen')
  const scores = run && partOf('screen', run)
  return (
    <StageFrame
      label="Screen"
      head={
        <>
          <ScreenToolbar />
          <ScreenBelonging />
        </>
      }
      explained={directionText(direction, ablation)}
    >
      <StageColumns
        main={
          <StageBody
            stage="screen"
            icon={Grid3x3}
            title="Which sites matter?"
            text="Attribution estimates the effect of patching every head, MLP, neuron and position from two forwards and one backward. The strongest are then confirmed exactly."
            action={<ScreenOffer />}
          >
            {(found, shown) => <ScreenPanels scores={found} run={shown} />}
          </StageBody>
        }
        inspectorLabel="Screening"
        inspector={
          <>
            <SelectionList
              scores={scores}
              run={run?.summary ?? null}
              hint="Click cells, or take the strongest: the selection goes to the next stage."
            >
              {scores && <TopButton scores={scores} />}
              <GoTo view="confirm" go={takeToConfirm} isNext />
            </SelectionList>
            {run && <RunCard run={run} stage="screen" />}
          </>
        }
      />
    </StageFrame>
  )
}

/** The prompts that were brought along, as the main button. */
function ScreenOffer() {
  const config = useScreenConfig()
  const { length } = usePromptSet().rows
  if (length === 0) return <GoTo view="dataset" along="to add prompts" isNext />
  const label = length === 1 ? 'Screen this prompt' : `Screen these ${formatCount(length)} prompts`
  return <Offer label={label} config={config} obstacle={null} />
}

function ScreenBelonging() {
  useAllForms()
  const model = useWorkbench((state) => state.model)
  return <StageBelonging stage="screen" config={screenConfig(model)} />
}

function TopButton({ scores }: { scores: SiteScores }) {
  const top = stageForm.use((form) => form.top)
  return (
    <Button size="compact-xs" variant="default" onClick={() => addSites(topNodes(scores, top))}>
      Add the top {top}
    </Button>
  )
}

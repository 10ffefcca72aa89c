import { Button } from '@mantine/core'
import { Grid3x3 } from 'lucide-react'
import type { SiteScores } from '../../../contract'
import { confirmForm } from '../../methods/activation/form'
import { directionText } from '../../state/direction-text'
import { addSites } from '../../state/selected-sites'
import { topNodes } from '../../state/sites'
import { stageForm } from '../../state/stage-form'
import { useAllForms } from '../../state/forms'
import { useStageRun } from '../../state/stages'
import { showView, useWorkbench } from '../../state/workbench'
import { RunCard } from '../stages/run-card'
import { SelectionList } from '../stages/selection-list'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import { StageColumns, StageFrame } from '../stages/stage-frame'
import { partOf } from '../stages/stage-part'
import { screenConfig, useFlatMetric, useScreenAblation } from './screen-form'
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
          >
            {(found, shown) => <ScreenPanels scores={found} run={shown} />}
          </StageBody>
        }
        inspectorLabel="Screening"
        inspector={
          <>
            <SelectionList
              scores={scores}
              hint="Click cells, or take the strongest: the selection goes to the next stage."
            >
              {scores && <TopButton scores={scores} />}
              <Button
                size="compact-xs"
                onClick={() => {
                  confirmForm.set({ confirmWhat: stageForm.get().selected.length > 0 ? 'selection' : 'top' })
                  showView('confirm')
                }}
              >
                Confirm
              </Button>
            </SelectionList>
            {run && <RunCard run={run} stage="screen" />}
          </>
        }
      />
    </StageFrame>
  )
}

function ScreenBelonging() {
  useAllForms()
  const model = useWorkbench((state) => state.model)
  const isFlat = useFlatMetric() !== null
  return <StageBelonging stage="screen" config={screenConfig(model)} isBlocked={isFlat} />
}

function TopButton({ scores }: { scores: SiteScores }) {
  const top = stageForm.use((form) => form.top)
  return (
    <Button size="compact-xs" variant="default" onClick={() => addSites(topNodes(scores, top))}>
      Add the top {top}
    </Button>
  )
}

import { Button } from '@mantine/core'
import { ChartScatter } from 'lucide-react'
import { siteAt } from '../../../contract'
import { directionText } from '../../state/direction-text'
import { addSites } from '../../state/selected-sites'
import { stageForm } from '../../state/stage-form'
import { useStageRun } from '../../state/stages'
import { showView } from '../../state/workbench'
import { formatCount } from '../../widgets/format'
import { Facts, Section } from '../../widgets/panes'
import { RunCard } from '../stages/run-card'
import { SelectionList } from '../stages/selection-list'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import { StageColumns, StageFrame } from '../stages/stage-frame'
import { partOf } from '../stages/stage-part'
import type { Confirmed } from '../stages/stage-results'
import { useConfirmObstacle, useConfirmRun } from './confirm-form'
import { ConfirmPanels } from './confirm-panels'
import { ConfirmToolbar } from './confirm-toolbar'

/** The second stage: exact effects of the sites the screening proposed, and how accurate its estimates were. */
export function ConfirmView() {
  const direction = stageForm.use((form) => form.direction)
  const ablation = stageForm.use((form) => form.ablation)
  const { run } = useStageRun('confirm')
  const found = run && partOf('confirm', run)
  return (
    <StageFrame
      label="Confirm"
      head={
        <>
          <ConfirmToolbar />
          <ConfirmBelonging />
        </>
      }
      explained={
        <>
          Activation patching, exact: one run of the model for each site. {directionText(direction, ablation)}
        </>
      }
    >
      <StageColumns
        main={
          <StageBody
            stage="confirm"
            icon={ChartScatter}
            title="Do the estimates hold?"
            text="Activation patching measures the strongest sites of the screening exactly, and shows each beside its estimate. Where the two differ a lot, the model is not linear, which is itself a finding."
            action={
              <Button variant="default" onClick={() => showView('screen')}>
                Go to Screen
              </Button>
            }
          >
            {(confirmed, shown) => <ConfirmPanels confirmed={confirmed} run={shown} />}
          </StageBody>
        }
        inspectorLabel="Confirmation"
        inspector={
          <>
            {found?.agreement && <AgreementFacts confirmed={found} />}
            <SelectionList scores={found?.exact ?? null} hint="Rows chosen here are traced first.">
              {found && <TakeAll confirmed={found} />}
              <Button size="compact-xs" onClick={() => showView('trace')}>
                Trace
              </Button>
            </SelectionList>
            {run && <RunCard run={run} stage="confirm" />}
          </>
        }
      />
    </StageFrame>
  )
}

function ConfirmBelonging() {
  const { run: screen } = useStageRun('screen')
  const isBlocked = useConfirmObstacle(screen) !== null
  return <StageBelonging stage="confirm" config={useConfirmRun(screen)} isBlocked={isBlocked} />
}

function TakeAll({ confirmed: { exact } }: { confirmed: Confirmed }) {
  const all = Array.from(exact.effect, (_, row) => siteAt(exact, row))
  return (
    <Button size="compact-xs" variant="default" onClick={() => addSites(all)}>
      Add all {all.length}
    </Button>
  )
}

function AgreementFacts({ confirmed }: { confirmed: Confirmed }) {
  const { pearson, spearman, flagged, exact } = confirmed.agreement!
  const text = (value: number | null) => (value === null ? 'not defined' : value.toFixed(3).replace('-', '−'))
  return (
    <Section title="Agreement with the screening">
      <Facts
        facts={[
          ['Pearson', text(pearson)],
          ['Spearman', text(spearman)],
          ['Sites', formatCount(exact.effect.length)],
          ['Nonlinear', `${formatCount(flagged.length)} flagged`],
        ]}
      />
    </Section>
  )
}

import { Button } from '@mantine/core'
import { ChartScatter } from 'lucide-react'
import { nonlinearAbove, siteAt } from '../../../contract'
import { directionText } from '../../state/direction-text'
import { addSites } from '../../state/selected-sites'
import { stageForm } from '../../state/stage-form'
import { useStageRun } from '../../state/stages'
import type { MethodRun } from '../../state/run-store'
import { ownerOf } from '../../state/owner'
import { formatCount, formatMetric, formatPlural } from '../../widgets/format'
import { GoTo } from '../../widgets/go-to'
import { Facts, Section } from '../../widgets/panes'
import { takeToTrace } from '../road/road-actions'
import { Offer, OfferBar } from '../stages/offer'
import { RunCard } from '../stages/run-card'
import { SelectionList } from '../stages/selection-list'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import { StageColumns, StageFrame } from '../stages/stage-frame'
import { partOf } from '../stages/stage-part'
import type { Confirmed } from '../stages/stage-results'
import {
  isOfOtherSites,
  sitesToConfirm,
  useConfirmLabel,
  useConfirmObstacle,
  useConfirmRun,
} from './confirm-form'
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
            action={<ConfirmOffer />}
          >
            {(confirmed, shown) => (
              <>
                <OtherSites run={shown} />
                <ConfirmPanels confirmed={confirmed} run={shown} />
              </>
            )}
          </StageBody>
        }
        inspectorLabel="Confirmation"
        inspector={
          <>
            {found?.agreement && <AgreementFacts confirmed={found} />}
            <SelectionList
              scores={found?.exact ?? null}
              run={run?.summary ?? null}
              hint="Rows chosen here are traced first."
            >
              {found && <TakeAll confirmed={found} />}
              <GoTo view="trace" go={takeToTrace} isNext />
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

/** What was brought along, as the main button; the way to Screen where nothing was. */
function ConfirmOffer() {
  const { run: screen } = useStageRun('screen')
  const config = useConfirmRun(screen)
  const label = useConfirmLabel(screen)
  const obstacle = useConfirmObstacle(screen)
  if (obstacle) return <GoTo view="screen" isNext />
  return <Offer label={label} config={config} obstacle={obstacle} />
}

/** Above an earlier confirmation: the sites chosen now are others. */
function OtherSites({ run }: { run: MethodRun }) {
  const { run: screen } = useStageRun('screen')
  const config = useConfirmRun(screen)
  const label = useConfirmLabel(screen)
  const chosen = sitesToConfirm(screen)
  if (!isOfOtherSites(run, chosen)) return null
  const text = `Below: ${ownerOf(run.summary).run}, of ${formatPlural(sitesIn(run), 'site')}. Other sites are chosen now.`
  return <OfferBar text={text} label={label} config={config} obstacle={null} />
}

function sitesIn(run: MethodRun): number {
  return partOf('confirm', run)?.exact.effect.length ?? 0
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
  const { pearson, spearman, flagged, exact, ofMagnitudes } = confirmed.agreement!
  const limit = nonlinearAbove(ofMagnitudes ? exact.effect.map(Math.abs) : exact.effect)
  const text = (value: number | null) => (value === null ? 'not defined' : value.toFixed(3).replace('-', '−'))
  return (
    <Section title="Agreement with the screening">
      <Facts
        facts={[
          ['Pearson', text(pearson)],
          ['Spearman', text(spearman)],
          ['Sites', formatCount(exact.effect.length)],
          ['Nonlinear', `${formatCount(flagged.length)}, off by more than ${formatMetric(limit)}`],
        ]}
      />
    </Section>
  )
}

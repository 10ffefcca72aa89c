import { siteAt } from '../../../contract'
import { Button, NumberInput, SegmentedControl } from '@mantine/core'
import { ChartScatter } from 'lucide-react'
import { useMemo } from 'react'
import { Scatter } from '../../plots/scatter'
import { differencesOf, ownerOf } from '../../state/belonging'
import { baseRun } from '../../state/effect-facts'
import { directionText } from '../../state/method-names'
import type { MethodRun } from '../../state/run-store'
import { usePromptSet } from '../../state/prompt-store'
import { byEffect, siteKey } from '../../state/sites'
import { addSites, toggleSite } from '../../state/selected-sites'
import { updateStages, useStageRun, useStages, type Stages } from '../../state/stages'
import { useObstacle } from '../../state/use-obstacle'
import { showView, useWorkbench } from '../../state/workbench'
import { formatCount, formatMetric } from '../../widgets/format'
import { Facts, Inspector, Section, Toolbar } from '../../widgets/panes'
import { Panel } from '../stages/panel'
import { RunCard } from '../stages/run-card'
import { RunFacts } from '../stages/run-facts'
import { SelectionList } from '../stages/selection-list'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import { StageButton } from '../stages/stage-button'
import { AblationField, DirectionField } from '../stages/stage-fields'
import styles from '../stages/stages.module.css'
import {
  confirmConfig,
  confirmedOf,
  confirmObstacle,
  scatterPoints,
  screened,
  type Confirmed,
} from './confirm-data'
import { ConfirmTable } from './confirm-table'

/** The second stage: exact effects of what the screening proposed, and how far its estimates were right. */
export function ConfirmView() {
  const direction = useStages((state) => state.direction)
  const ablation = useStages((state) => state.ablation)
  const { run } = useStageRun('confirm')
  const found = run ? confirmedOf(run) : null
  return (
    <section className={styles.view} aria-label="Confirm">
      <ConfirmToolbar />
      <ConfirmBelonging />
      <p className={styles.explained}>
        Activation patching, exact: one run of the model for each site. {directionText(direction, ablation)}
      </p>
      <div className={styles.body}>
        <div className={styles.main}>
          <StageBody
            stage="confirm"
            icon={ChartScatter}
            title="Do the estimates hold?"
            text="Activation patching measures the strongest sites of the screening exactly, and shows each beside its estimate. Where the two differ much, the model is not linear: that is a finding."
            action={
              <Button variant="default" onClick={() => showView('screen')}>
                Go to Screen
              </Button>
            }
            resultOf={confirmedOf}
          >
            {(confirmed, shown) => <ConfirmPanels confirmed={confirmed} run={shown} />}
          </StageBody>
        </div>
        <Inspector label="Confirmation">
          {found?.agreement && <AgreementFacts confirmed={found} />}
          <SelectionList scores={found?.exact ?? null} hint="Rows chosen here are traced first.">
            {found && <TakeAll confirmed={found} />}
            <Button size="compact-xs" onClick={() => showView('trace')}>
              Trace
            </Button>
          </SelectionList>
          {run && <RunCard run={run} method="Activation patching" />}
        </Inspector>
      </div>
    </section>
  )
}

function ConfirmToolbar() {
  const stages = useStages()
  const { run } = useStageRun('confirm')
  const { run: screen } = useStageRun('screen')
  const general = useObstacle()
  return (
    <Toolbar label="Confirmation">
      <SegmentedControl
        size="xs"
        aria-label="What is confirmed"
        value={stages.confirmWhat}
        onChange={(value) => updateStages({ confirmWhat: value as Stages['confirmWhat'] })}
        data={[
          { value: 'top', label: 'Top of the screening' },
          { value: 'selection', label: `Selection (${formatCount(stages.selected.length)})` },
        ]}
      />
      {stages.confirmWhat === 'top' && (
        <NumberInput
          className={styles.number}
          size="xs"
          aria-label="How many sites"
          min={1}
          max={1000}
          allowDecimal={false}
          value={stages.top}
          onChange={(value) => typeof value === 'number' && value >= 1 && updateStages({ top: value })}
        />
      )}
      {stages.confirmWhat === 'top' && screen && <OfScreening screen={screen} />}
      <DirectionField ablation={stages.ablation} />
      <AblationField />
      <div className={styles.toolbarSpace} />
      <StageButton
        stage="confirm"
        label="Confirm"
        run={run}
        config={() => confirmConfig(useStages.getState(), screen)}
        obstacle={general ?? confirmObstacle(stages, screened(screen))}
      />
    </Toolbar>
  )
}

/** Which screening proposes the sites, and in what it asked something else than is confirmed now. */
function OfScreening({ screen }: { screen: MethodRun }) {
  const stages = useStages()
  const model = useWorkbench((state) => state.model)
  const prompts = usePromptSet()
  const config = confirmConfig(stages, screen)
  const others = differencesOf(screen.detail, { model, prompts, config, runName: (id) => id })
    .map(({ what }) => what)
    .filter((what) => what !== 'method')
  const difference = others.length > 0 ? `, which differs in ${others.join(', ')}` : ''
  const text = `of ${ownerOf(screen.summary).run}${difference}`
  return (
    <span className={styles.label} data-other={difference !== '' || undefined} title={text}>
      {text}
    </span>
  )
}

function ConfirmBelonging() {
  const stages = useStages()
  const { run: screen } = useStageRun('screen')
  const isBlocked = confirmObstacle(stages, screened(screen)) !== null
  return <StageBelonging stage="confirm" config={confirmConfig(stages, screen)} isBlocked={isBlocked} />
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

function ConfirmPanels({ confirmed, run }: { confirmed: Confirmed; run: MethodRun }) {
  const { exact, agreement } = confirmed
  const selectedSites = useStages((state) => state.selected)
  const points = useMemo(() => (agreement ? scatterPoints(agreement) : []), [agreement])
  const rows = useMemo(() => byEffect(exact, [...exact.effect.keys()]), [exact])
  const selected = useMemo(() => {
    const keys = new Set(selectedSites.map(siteKey))
    return new Set(rows.filter((row) => keys.has(siteKey(siteAt(exact, row)))))
  }, [selectedSites, rows, exact])
  return (
    <>
      <div className={styles.panels}>
        {agreement && (
          <Panel title="Estimate against exact effect" note={<ShapeKeys />} isWide>
            <Scatter
              points={points}
              label={`Estimate against exact effect of ${points.length} sites, ${agreement.flagged.length} flagged as nonlinear`}
              xTitle={`${agreement.ofMagnitudes ? '|activation patching effect|' : 'activation patching effect'} (symlog)`}
              yTitle={`${agreement.ofMagnitudes ? 'estimate of its size' : 'attribution estimate'} (symlog)`}
              selected={selected}
              onSelect={(row) => toggleSite(siteAt(exact, row))}
            />
          </Panel>
        )}
        <Panel
          title="Confirmed sites"
          note={`${baseRun(run.summary.direction)} run ${formatMetric(exact.baseMetric)} + effect = patched, each rounded`}
          isWide
        >
          <ConfirmTable confirmed={confirmed} rows={rows} selected={selected} run={run} />
        </Panel>
      </div>
      <RunFacts run={run} passes={exact.passes} baseMetric={exact.baseMetric} />
    </>
  )
}

function ShapeKeys() {
  return (
    <span className={styles.keys}>
      <i data-shape="circle" /> head <i data-shape="square" /> MLP <i data-shape="diamond" /> other{' '}
      <i data-shape="flag" /> nonlinear <i data-shape="line" /> estimate = exact
    </span>
  )
}

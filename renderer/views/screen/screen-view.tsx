import { Button, SegmentedControl } from '@mantine/core'
import { Grid3x3 } from 'lucide-react'
import { useCallback, useMemo, useState } from 'react'
import type { SiteFamily, SiteScores } from '../../../contract'
import { directionText } from '../../state/method-names'
import type { MethodRun } from '../../state/run-store'
import { byEffect, hasSite, SITE_LABEL, rowsOf, topNodes } from '../../state/sites'
import { addSites } from '../../state/selected-sites'
import { updateStages, useStageRun, useStages } from '../../state/stages'
import { flatMetric } from '../../state/use-obstacle'
import { showView, useWorkbench } from '../../state/workbench'
import { Inspector } from '../../widgets/panes'
import { Panel } from '../stages/panel'
import { RunCard } from '../stages/run-card'
import { RunFacts } from '../stages/run-facts'
import { SelectionList } from '../stages/selection-list'
import { StageBelonging } from '../stages/stage-belonging'
import { StageBody } from '../stages/stage-body'
import styles from '../stages/stages.module.css'
import { SiteHeatmap } from './site-heatmap'
import { SiteTable } from './site-table'
import { positionLabels, tokensAt } from './position-labels'
import { HEAD_SITES, headGrid, POSITION_SITES, positionGrid } from './screen-grids'
import { METHOD_OPTIONS, screenAblation, screenConfig } from './screen-form'
import { ScreenToolbar } from './screen-toolbar'
import { useRunTokens } from './use-run-tokens'

const MOST_NEURONS = 40
const MOST_SITES = 40

/** The first stage: which sites matter, estimated for all of them at once or measured one by one. */
export function ScreenView() {
  const direction = useStages((state) => state.direction)
  const ablation = useStages(screenAblation)
  const { run } = useStageRun('screen')
  const scores = run ? scoresOf(run) : null
  return (
    <section className={styles.view} aria-label="Screen">
      <ScreenToolbar />
      <ScreenBelonging />
      <p className={styles.explained}>{directionText(direction, ablation)}</p>
      <div className={styles.body}>
        <div className={styles.main}>
          <StageBody
            stage="screen"
            icon={Grid3x3}
            title="Which sites matter?"
            text="Attribution estimates the effect of patching every head, MLP, neuron and position from two forwards and one backward. The strongest are then confirmed exactly."
            resultOf={scoresOf}
          >
            {(found, shown) => <ScreenPanels scores={found} run={shown} />}
          </StageBody>
        </div>
        <Inspector label="Screening">
          <SelectionList
            scores={scores}
            hint="Click cells, or take the strongest: the selection goes to the next stage."
          >
            {scores && <TopButton scores={scores} />}
            <Button
              size="compact-xs"
              onClick={() => {
                updateStages({ confirmWhat: useStages.getState().selected.length > 0 ? 'selection' : 'top' })
                showView('confirm')
              }}
            >
              Confirm
            </Button>
          </SelectionList>
          {run && <RunCard run={run} method={methodText(run)} />}
        </Inspector>
      </div>
    </section>
  )
}

function ScreenBelonging() {
  const stages = useStages()
  const model = useWorkbench((state) => state.model)
  const isFlat = stages.screenMethod !== 'activation' && flatMetric(stages.metric, stages.direction) !== null
  return <StageBelonging stage="screen" config={screenConfig(stages, model)} isBlocked={isFlat} />
}

function TopButton({ scores }: { scores: SiteScores }) {
  const top = useStages((state) => state.top)
  return (
    <Button size="compact-xs" variant="default" onClick={() => addSites(topNodes(scores, top))}>
      Add the top {top}
    </Button>
  )
}

function scoresOf({ result }: MethodRun): SiteScores | null {
  if (result?.kind === 'sites') return result.scores
  return result?.kind === 'workflow' ? result.workflow.screen : null
}

function methodText({ detail }: MethodRun): string {
  const { config } = detail
  if (config?.method === 'workflow') return 'Workflow: screening'
  const value = config?.method === 'attribution' ? config.variant : 'activation'
  return METHOD_OPTIONS.find((option) => option.value === value)!.label
}

function ScreenPanels({ scores, run }: { scores: SiteScores; run: MethodRun }) {
  const neurons = useMemo(
    () => byEffect(scores, rowsOf(scores, 'neurons', 'whole')).slice(0, MOST_NEURONS),
    [scores],
  )
  const largest = useMemo(() => {
    const rows = HEAD_SITES.flatMap((site) => rowsOf(scores, site, 'whole'))
    return byEffect(scores, [...rows, ...rowsOf(scores, 'mlp', 'whole')]).slice(0, MOST_SITES)
  }, [scores])
  const hasPositions = POSITION_SITES.some((site) => rowsOf(scores, site, 'by-position').length > 0)
  const hasHeads = largest.length > 0
  const count = (hasHeads ? 2 : 0) + Number(hasPositions) + Number(neurons.length > 0)
  return (
    <>
      <div className={styles.panels} data-rows={count > 2 ? undefined : 'one'}>
        {hasHeads && <HeadsPanel scores={scores} run={run} isWide={false} />}
        {hasPositions && <PositionsPanel scores={scores} run={run} isWide={count === 1} />}
        {hasHeads && (
          <Panel
            title="Largest effects"
            note="heads, their parts, MLPs"
            isWide={count === 3 && neurons.length === 0}
          >
            <SiteTable label="Largest effects" scores={scores} rows={largest} run={run} />
          </Panel>
        )}
        {neurons.length > 0 && (
          <Panel title="Top neurons" note="after the activation function" isWide={count % 2 === 1}>
            <SiteTable label="Top neurons" scores={scores} rows={neurons} run={run} />
          </Panel>
        )}
      </div>
      <RunFacts run={run} passes={scores.passes} baseMetric={scores.baseMetric} />
    </>
  )
}

interface PanelProps {
  scores: SiteScores
  run: MethodRun
  isWide: boolean
}

function HeadsPanel({ scores, run, isWide }: PanelProps) {
  const sites = HEAD_SITES.filter((site) => hasSite(scores, site))
  const [chosen, setChosen] = useState<SiteFamily>('heads')
  const site = sites.find((each) => each === chosen) ?? sites[0] ?? 'heads'
  const { shape } = run.detail
  const made = useMemo(() => headGrid(scores, shape, site), [scores, shape, site])
  return (
    <Panel
      title={site === 'heads' ? 'By layer and head' : `By layer and head: ${SITE_LABEL[site].toLowerCase()}`}
      isWide={isWide}
      actions={<SiteSwitch label="Part of the head" sites={sites} value={site} onChange={setChosen} />}
    >
      <SiteHeatmap
        run={run}
        scores={scores}
        made={made}
        label={`Effect by layer and head, ${SITE_LABEL[site]}`}
        rowTitle="layer"
        columnTitle="head"
        areColumnsWords={false}
      />
    </Panel>
  )
}

function PositionsPanel({ scores, run, isWide }: PanelProps) {
  const sites = POSITION_SITES.filter((site) => rowsOf(scores, site, 'by-position').length > 0)
  const [chosen, setChosen] = useState<SiteFamily>('resid')
  const site = sites.find((each) => each === chosen) ?? sites[0]
  const { shape } = run.detail
  const tokens = useRunTokens(run)
  const labels = useMemo(() => positionLabels(tokens), [tokens])
  const made = useMemo(() => positionGrid(scores, shape, site, labels), [scores, shape, site, labels])
  const noteOf = useCallback(
    (row: number) => (labels.length > 0 ? `tokens ${tokensAt(tokens, scores.pos[row])}` : ''),
    [labels, tokens, scores],
  )
  return (
    <Panel
      title={site === 'heads-by-position' ? 'By head and position' : 'By layer and position'}
      note={labels.length === 0 && tokens.length > 0 ? 'prompts differ in length' : undefined}
      isWide={isWide}
      actions={<SiteSwitch label="Where by position" sites={sites} value={site} onChange={setChosen} />}
    >
      <SiteHeatmap
        run={run}
        scores={scores}
        made={made}
        label={`Effect by position, ${SITE_LABEL[site]}`}
        rowTitle={site === 'heads-by-position' ? 'head' : 'layer'}
        columnTitle="position"
        areColumnsWords={labels.some((label) => /\D/.test(label))}
        noteOf={noteOf}
      />
    </Panel>
  )
}

const SHORT_LABEL: Partial<Record<SiteFamily, string>> = {
  resid: 'Residual',
  attn: 'Attention',
  mlp: 'MLP',
  heads: 'Output',
  'heads-by-position': 'Heads',
  q: 'q',
  k: 'k',
  v: 'v',
  pattern: 'Pattern',
}

function SiteSwitch(props: {
  label: string
  sites: readonly SiteFamily[]
  value: SiteFamily
  onChange: (site: SiteFamily) => void
}) {
  if (props.sites.length < 2) return null
  return (
    <SegmentedControl
      size="xs"
      aria-label={props.label}
      value={props.value}
      onChange={(value) => props.onChange(value as SiteFamily)}
      data={props.sites.map((site) => ({ value: site, label: SHORT_LABEL[site] ?? site }))}
    />
  )
}

import { useMemo } from 'react'
import { siteAt, type Site, type SiteScores } from '../../../contract'
import { MarkKeys } from '../../plots/mark-keys'
import { Scatter } from '../../plots/scatter'
import { baseRun } from '../../state/effect-facts'
import type { MethodRun } from '../../state/run-store'
import { toggleSite } from '../../state/selected-sites'
import { byEffect, rowIndex, siteKey } from '../../state/sites'
import { stageForm } from '../../state/stage-form'
import { formatMetric } from '../../widgets/format'
import { Panel, Panels } from '../stages/panel'
import { RunFacts } from '../stages/run-facts'
import type { Confirmed } from '../stages/stage-results'
import { ConfirmTable } from './confirm-table'
import { scatterPoints } from './scatter-points'

/** Each site with its exact effect, beside its estimate where there is one. */
export function ConfirmPanels({ confirmed, run }: { confirmed: Confirmed; run: MethodRun }) {
  const { exact, agreement } = confirmed
  const selectedSites = stageForm.use((form) => form.selected)
  const points = useMemo(() => (agreement ? scatterPoints(agreement) : []), [agreement])
  const rows = useMemo(() => byEffect(exact, [...exact.effect.keys()]), [exact])
  const selected = useMemo(() => rowsOf(exact, selectedSites), [exact, selectedSites])
  const selectedPoints = useMemo(
    () => (agreement ? rowsOf(agreement.exact, selectedSites) : new Set<number>()),
    [agreement, selectedSites],
  )
  return (
    <>
      <Panels>
        {agreement && (
          <Panel title="Estimate against exact effect" note={<MarkKeys marks={SHAPES} />} isWide>
            <Scatter
              points={points}
              label={`Estimate against exact effect of ${points.length} sites, ${agreement.flagged.length} flagged as nonlinear`}
              xTitle={`${agreement.ofMagnitudes ? '|activation patching effect|' : 'activation patching effect'} (symlog)`}
              yTitle={`${agreement.ofMagnitudes ? 'estimate of its size' : 'attribution estimate'} (symlog)`}
              selected={selectedPoints}
              onSelect={(row) => toggleSite(siteAt(agreement.exact, row))}
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
      </Panels>
      <RunFacts run={run} passes={exact.passes} baseMetric={exact.baseMetric} />
    </>
  )
}

function rowsOf(scores: SiteScores, sites: readonly Site[]): Set<number> {
  const index = rowIndex(scores)
  return new Set(sites.flatMap((site) => index.get(siteKey(site)) ?? []))
}

const SHAPES = [
  ['circle', 'head'],
  ['square', 'MLP'],
  ['diamond', 'other'],
  ['flag', 'nonlinear'],
  ['line', 'estimate = exact'],
] as const

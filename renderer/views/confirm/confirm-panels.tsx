import { useMemo } from 'react'
import { siteAt } from '../../../contract'
import { MarkKeys } from '../../plots/mark-keys'
import { Scatter } from '../../plots/scatter'
import { baseRun } from '../../state/effect-facts'
import type { MethodRun } from '../../state/run-store'
import { toggleSite } from '../../state/selected-sites'
import { byEffect, siteKey } from '../../state/sites'
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
  const selected = useMemo(() => {
    const keys = new Set(selectedSites.map(siteKey))
    return new Set(rows.filter((row) => keys.has(siteKey(siteAt(exact, row)))))
  }, [selectedSites, rows, exact])
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
      </Panels>
      <RunFacts run={run} passes={exact.passes} baseMetric={exact.baseMetric} />
    </>
  )
}

const SHAPES = [
  ['circle', 'head'],
  ['square', 'MLP'],
  ['diamond', 'other'],
  ['flag', 'nonlinear'],
  ['line', 'estimate = exact'],
] as const

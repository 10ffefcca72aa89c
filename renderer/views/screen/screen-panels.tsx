import { useMemo } from 'react'
import type { SiteScores } from '../../../contract'
import type { MethodRun } from '../../state/run-store'
import { byEffect, rowsOf } from '../../state/sites'
import { Panel, Panels } from '../stages/panel'
import { RunFacts } from '../stages/run-facts'
import { HeadsPanel } from './heads-panel'
import { PositionsPanel } from './positions-panel'
import { HEAD_SITES, POSITION_SITES } from './screen-grids'
import { SiteTable } from './site-table'

const MOST_NEURONS = 40
const MOST_SITES = 40

/** Heatmaps by head and by position, and the sites with the largest effects. */
export function ScreenPanels({ scores, run }: { scores: SiteScores; run: MethodRun }) {
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
      <Panels isOneRow={count <= 2}>
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
      </Panels>
      <RunFacts run={run} passes={scores.passes} baseMetric={scores.baseMetric} />
    </>
  )
}

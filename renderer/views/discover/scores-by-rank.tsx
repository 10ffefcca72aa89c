import { useMemo } from 'react'
import { LineChart, type Series } from '../../plots/line-chart'
import { VALUE_NAME, valueSource } from '../../state/edge-values'
import { findsOf } from '../../state/finds'
import type { LiveRun } from '../../state/live-run'
import { rankingOf } from '../../state/top-edges'
import { formatCount, formatPlural } from '../../widgets/format'

/** How fast the scores fall: a knee is where a circuit may end. */
export function ScoresByRank({ shown }: { shown: LiveRun }) {
  const { kept, excerpt } = shown
  const by = excerpt?.kind === 'scores' ? excerpt.by : 'absolute'
  const { weights } = rankingOf(shown, by)
  const source = findsOf(shown.summary).decidesEdges ? 'harm' : valueSource(shown, 0)
  const name = by === 'absolute' ? `|${VALUE_NAME[source]}|` : VALUE_NAME[source]
  const series = useMemo((): Series[] => {
    const points: [number, number][] = []
    for (let rank = 1; rank <= weights.length; rank = Math.max(rank + 1, Math.round(rank * 1.06))) {
      points.push([rank, weights[rank - 1]])
    }
    return [{ name, color: 'var(--only-a)', points }]
  }, [weights, name])
  return (
    <LineChart
      label={`${name} by rank, ${formatPlural(kept, 'edge')} shown`}
      series={series}
      xLog
      xTitle="rank"
      yTitle={name}
      yIncludes={[0, 0]}
      marks={kept > 0 ? [{ x: kept, text: `${formatCount(kept)} ${kept === 1 ? 'edge' : 'edges'}` }] : []}
    />
  )
}

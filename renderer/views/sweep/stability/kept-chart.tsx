import { useMemo } from 'react'
import type { StabilityDetail } from '../../../../contract'
import { CORE_SHARE, NOISE_SHARE } from '../../../../engine/graph'
import { LineChart, type Series } from '../../../plots/line-chart'
import { formatPercent } from '../../../widgets/format'
import { Panel } from '../../stages/panel'
import { csvOfKept, keptRows, keptShares } from './stability-files'

/** More steps than this are narrower than a pixel. */
const MOST_STEPS = 1_000

/** In what part of the circuits each edge and node is, most often first: a stable question has a cliff, another one a slope. */
export function KeptChart({ stability }: { stability: StabilityDetail }) {
  const series = useMemo(
    (): Series[] => [
      seriesOf('edges', 'var(--only-a)', keptShares(keptRows(stability, 'edge'), stability)),
      {
        ...seriesOf('nodes', 'var(--only-b)', keptShares(keptRows(stability, 'node'), stability)),
        isDashed: true,
      },
    ],
    [stability],
  )
  return (
    <Panel
      title="Kept in how many circuits"
      note="edges solid, nodes dashed"
      data={{
        name: `${stability.sweep.name}-kept`,
        csv: () => csvOfKept(stability),
        json: () => series.map(({ name, points }) => ({ name, shares: points.map(([, share]) => share) })),
      }}
    >
      <LineChart
        label={`Part of the ${stability.circuits} circuits that has each edge and node, most often first`}
        series={series}
        xTitle="edges or nodes, most often kept first"
        yTitle="part of the circuits"
        yIncludes={[0, 1]}
        yText={(share) => formatPercent(share, 0)}
        guides={[
          { y: CORE_SHARE, text: 'core' },
          { y: NOISE_SHARE, text: 'noise' },
        ]}
      />
    </Panel>
  )
}

/** A staircase from 0 to their number. */
function seriesOf(name: string, color: string, shares: readonly number[]): Series {
  const step = Math.max(1, Math.ceil(shares.length / MOST_STEPS))
  const points = shares.flatMap((share, rank) => (rank % step === 0 ? [[rank, share] as const] : []))
  const end = shares.length > 0 ? [[shares.length, shares[shares.length - 1]] as const] : []
  return { name, color, points: [...points, ...end], isStep: true }
}

import { useMemo } from 'react'
import type { Evaluation } from '../../../contract'
import { MarkKeys } from '../../plots/mark-keys'
import { LineChart, type Series } from '../../plots/line-chart'
import { emptyName } from '../../widgets/faithfulness'
import { formatCount, formatPlural } from '../../widgets/format'
import { Panel } from '../stages/panel'
import { shownJudgements, sizeMarks, wholePercent } from './judge-data'
import { ShareBars, type ShareBar } from './share-bars'

const guidesOf = (evaluation: Evaluation) => [
  { y: 1, text: 'whole model' },
  { y: 0, text: emptyName(evaluation) },
]

/** Faithfulness by size where every edge has a score, else for the one size, beside its baselines. */
export function SizePanel({ evaluation }: { evaluation: Evaluation }) {
  const { curve } = evaluation
  if (!curve) return <BaselinePanel evaluation={evaluation} />
  return <CurvePanel evaluation={evaluation} curve={curve} />
}

function CurvePanel({
  evaluation,
  curve,
}: {
  evaluation: Evaluation
  curve: NonNullable<Evaluation['curve']>
}) {
  const series = useMemo((): Series[] => {
    const points = (key: 'faithfulness' | 'random') =>
      curve.filter(({ edges }) => edges > 0).map((point) => [point.edges, point[key]] as const)
    return [
      {
        name: 'random circuits',
        color: 'var(--text-dim)',
        points: points('random'),
        isDashed: true,
        hasDots: true,
      },
      { name: 'by score', color: 'var(--only-a)', points: points('faithfulness'), hasDots: true },
    ]
  }, [curve])
  return (
    <Panel title="Faithfulness by size" note={<MarkKeys marks={LINES} />}>
      <LineChart
        label={`Faithfulness by number of edges, ${curve.map(({ edges, faithfulness }) => `${edges}: ${wholePercent(faithfulness)}`).join(', ')}`}
        series={series}
        xLog
        xTitle="edges kept"
        yTitle="faithfulness"
        yIncludes={[0, 1]}
        xText={formatCount}
        yText={wholePercent}
        guides={guidesOf(evaluation)}
        marks={sizeMarks(evaluation)}
      />
    </Panel>
  )
}

const LINES = [
  ['solid', 'best by score'],
  ['line', 'random circuits'],
] as const

function BaselinePanel({ evaluation }: { evaluation: Evaluation }) {
  const bars: ShareBar[] = [
    { name: 'whole model', share: 1, tone: 'plain' },
    ...shownJudgements(evaluation).flatMap(
      ({ label, edges, faithfulness, randomFaithfulness }): ShareBar[] => [
        { name: `${label}, ${formatPlural(edges, 'edge')}`, share: faithfulness, tone: 'accent' },
        { name: 'random, equal size', share: randomFaithfulness, tone: 'dim' },
      ],
    ),
    { name: emptyName(evaluation), share: 0, tone: 'plain' },
  ]
  return (
    <Panel title="Faithfulness beside its baselines" note="one size: its edges have no scores">
      <ShareBars label="Faithfulness beside its baselines" bars={bars} />
    </Panel>
  )
}

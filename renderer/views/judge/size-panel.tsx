import { useMemo } from 'react'
import type { Evaluation } from '../../../contract'
import { MarkKeys } from '../../plots/mark-keys'
import { LineChart, type Series } from '../../plots/line-chart'
import { emptyName } from '../../widgets/faithfulness'
import { formatCount } from '../../widgets/format'
import { Panel } from '../stages/panel'
import { sizeMarks, wholePercent } from './judge-data'

const guidesOf = (evaluation: Evaluation) => [
  { y: 1, text: 'whole model' },
  { y: 0, text: emptyName(evaluation) },
]

interface SizePanelProps {
  evaluation: Evaluation
  curve: NonNullable<Evaluation['curve']>
  /** Of its files. */
  name: string
}

/** Faithfulness by size, where every edge has a score. */
export function SizePanel({ evaluation, curve, name }: SizePanelProps) {
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
    <Panel
      title="Faithfulness by size"
      note={<MarkKeys marks={LINES} />}
      data={{
        name: `${name}-by-size`,
        csv: () => [
          ['part', 'edges', 'faithfulness', 'random'],
          ...curve.map(({ percentage, edges, faithfulness, random }) => [
            percentage,
            edges,
            faithfulness,
            random,
          ]),
        ],
        json: () => curve,
      }}
    >
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

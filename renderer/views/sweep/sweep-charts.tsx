import { useMemo } from 'react'
import { axesOf, type SweepDetail } from '../../../contract'
import { LineChart } from '../../plots/line-chart'
import { SizeChart, type ShownSize } from '../../plots/size-chart'
import type { SizeGuide } from '../../plots/size-layout'
import { tickText } from '../../plots/scales'
import { filteredPoints, useSweepFilter } from '../../state/sweep-filter'
import { selectPoint, useSweepChoice } from '../../state/sweeps'
import { formatMetric, formatPercent } from '../../widgets/format'
import { Panel } from '../stages/panel'
import { ChartKeys } from './chart-keys'
import { openPoint, runOfPoint } from './open-point'
import { lineOf, seriesOf, type SweepSeries } from './series'
import {
  bandOf,
  bySize,
  figureRows,
  figureText,
  pointText,
  valueOf,
  worstOf,
  type PlacedPoint,
  type SweptNumber,
} from './sweep-data'

/** Both numbers of every circuit by its size, beside random circuits and the run with every edge cut. */
export function SweepCharts({ detail }: { detail: SweepDetail }) {
  const filter = useSweepFilter(detail)
  const points = useMemo(() => bySize(filteredPoints(detail.points, filter)), [detail, filter])
  const { series: axis } = filter
  const series = useMemo(() => seriesOf(points, axis), [points, axis])
  const empty = detail.baselines?.empty
  return (
    <>
      <SizePanel
        title="Faithfulness by edges kept"
        number="faithfulness"
        detail={detail}
        points={points}
        series={series}
        guides={[
          { y: 1, text: 'whole model' },
          { y: 0, text: 'every edge cut' },
        ]}
        yNamed={[0, 1]}
        yText={(value) => formatPercent(value, 0)}
      />
      <SizePanel
        title="KL by edges kept"
        number="kl"
        detail={detail}
        points={points}
        series={series}
        guides={[{ y: 0, text: 'whole model' }, ...(empty ? [{ y: empty.kl, text: 'every edge cut' }] : [])]}
        yNamed={[0]}
        yText={tickText}
      />
      {detail.roc && <RocPanel roc={detail.roc} name={detail.summary.name} />}
    </>
  )
}

interface SizePanelProps {
  title: string
  number: SweptNumber
  detail: SweepDetail
  points: readonly PlacedPoint[]
  series: readonly SweepSeries[]
  guides: readonly SizeGuide[]
  yNamed: readonly number[]
  yText: (value: number) => string
}

function SizePanel({ title, number, detail, points, series, guides, yNamed, yText }: SizePanelProps) {
  const isOne = series.length < 2
  const lines = useMemo(() => series.map((each) => lineOf(each, number)), [series, number])
  const colors = useMemo(
    () => new Map(series.flatMap(({ points: own, color }) => own.map(({ index }) => [index, color]))),
    [series],
  )
  const selected = useSweepChoice((choice) => choice.point)
  const shown = useMemo(
    () =>
      points.flatMap(({ point, index }): ShownSize[] => {
        const value = valueOf(point, number)
        if (value === null || point.edges === null) return []
        const run = runOfPoint(point, detail)
        return [
          {
            ...{ edges: point.edges, value, text: pointText(point, number) },
            ...{ isOpen: point.measured === null, color: colors.get(index) },
            isSelected: index === selected,
            select: () => selectPoint(index),
            open: run ? () => void openPoint(point, run, detail.spec) : undefined,
          },
        ]
      }),
    [points, number, selected, detail, colors],
  )
  const band = useMemo(() => bandOf(points, number), [points, number])
  // Beside several lines the worst prompts would be lines of their own: the table has them.
  const worst = useMemo(() => (number === 'kl' || !isOne ? [] : worstOf(points)), [points, number, isOne])
  const hasOpen = shown.some(({ isOpen }) => isOpen)
  const name = `${detail.summary.name}-${number}`
  return (
    <Panel
      title={title}
      data={{
        name,
        csv: () =>
          figureRows(
            points,
            number,
            axesOf(detail.spec).map((axis) => axis.name),
          ),
        json: () => ({ points: points.map(({ point }) => point), baselines: detail.baselines }),
      }}
    >
      {shown.length === 0 && <p className="nothing">{emptyText(points, number)}</p>}
      <ChartKeys hasOpen={hasOpen} hasBand={band.length > 0} hasWorst={worst.length > 0} series={series} />
      <SizeChart
        label={figureText(points, number)}
        points={shown}
        lines={lines}
        band={band}
        worst={worst}
        guides={guides}
        yIncludes={guides.map(({ y }) => y)}
        yNamed={yNamed}
        xTitle="edges kept"
        yTitle={number === 'kl' ? 'KL from the whole model' : 'faithfulness'}
        yText={yText}
      />
    </Panel>
  )
}

/** Why a figure has no point. */
function emptyText(points: readonly PlacedPoint[], number: SweptNumber): string {
  const isFound = points.some(({ point }) => point.measured !== null || point.train !== null)
  if (number === 'kl' || !isFound) return 'No circuit is found yet.'
  return 'Faithfulness is not defined for any of the circuits that are found.'
}

/** How many edges of the reference the circuits have, against how many others. */
function RocPanel({ roc, name }: { roc: NonNullable<SweepDetail['roc']>; name: string }) {
  const line = roc.points.map(
    ({ falsePositiveRate, truePositiveRate }) => [falsePositiveRate, truePositiveRate] as const,
  )
  return (
    <Panel
      title="Against the reference circuit"
      note={`area ${formatMetric(roc.auc)}`}
      data={{
        name: `${name}-roc`,
        csv: () => [['false_positive_rate', 'true_positive_rate'], ...line.map((point) => [...point])],
        json: () => roc,
      }}
    >
      <LineChart
        label={`ROC over the sweep, pessimistic area ${formatMetric(roc.auc)}`}
        series={[
          {
            name: 'circuits',
            color: 'var(--only-a)',
            points: line,
            isStep: true,
            hasDots: line.length < 200,
          },
        ]}
        xTitle="false positive rate"
        yTitle="true positive rate"
        yIncludes={[0, 1]}
        xText={(value) => formatPercent(value, 0)}
        yText={(value) => formatPercent(value, 0)}
        hasDiagonal
      />
    </Panel>
  )
}

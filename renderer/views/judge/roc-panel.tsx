import { useMemo } from 'react'
import type { Evaluation } from '../../../contract'
import { LineChart, type Series } from '../../plots/line-chart'
import { formatMetric } from '../../widgets/format'
import { Panel } from '../stages/panel'
import { wholePercent } from './judge-data'

/** How many edges of the reference circuit are found as more edges are taken. */
export function RocPanel({ roc, name }: { roc: NonNullable<Evaluation['roc']>; name: string }) {
  const series = useMemo(
    (): Series[] => [
      {
        name: 'ROC',
        color: 'var(--only-a)',
        points: roc.falsePositiveRate.map((x, i) => [x, roc.truePositiveRate[i]] as const),
        isStep: true,
      },
    ],
    [roc],
  )
  return (
    <Panel
      title="Against the reference circuit"
      note={`pessimistic area ${formatMetric(roc.auc)}`}
      data={{
        name: `${name}-roc`,
        csv: () => [
          ['false_positive_rate', 'true_positive_rate'],
          ...roc.falsePositiveRate.map((x, point) => [x, roc.truePositiveRate[point]]),
        ],
        json: () => roc,
      }}
    >
      <LineChart
        label={`ROC curve, pessimistic area ${formatMetric(roc.auc)}`}
        series={series}
        xTitle="false positive rate"
        yTitle="true positive rate"
        yIncludes={[0, 1]}
        xText={wholePercent}
        yText={wholePercent}
        hasDiagonal
      />
    </Panel>
  )
}

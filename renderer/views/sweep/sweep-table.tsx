import type { ReactNode } from 'react'
import { AXIS_FACTS, axesOf } from '../../../contract'
import type { SweepDetail, SweepPoint } from '../../../contract'
import { METRIC_LABEL } from '../../state/metric-label'
import { namePrompt } from '../../state/prompt-name'
import { filteredPoints, useSweepFilter } from '../../state/sweep-filter'
import { shownValues } from '../../state/sweep-words'
import { selectPoint, useSweepChoice } from '../../state/sweeps'
import { formatFaithfulness } from '../../widgets/faithfulness'
import { capitalised, formatCount, formatMetric, formatPercent } from '../../widgets/format'
import { PromptText } from '../../widgets/prompt-text'
import { Table, type Column } from '../../widgets/table'
import { Panel } from '../stages/panel'
import { bySize, numbersOf, type PlacedPoint } from './sweep-data'
import { pointStateText } from './sweep-states'
import styles from './sweep-table.module.css'

/** Every circuit with its numbers; the same as the charts, and for the keyboard. */
export function SweepTable({ detail, actions }: { detail: SweepDetail; actions?: ReactNode }) {
  const selected = useSweepChoice((choice) => choice.point)
  const filter = useSweepFilter(detail)
  return (
    <Panel title="Circuits" isWide note="a row shows its circuit beside the table" actions={actions}>
      <Table
        label="Circuits of the sweep"
        look="panel"
        columns={columnsOf(detail)}
        rows={bySize(filteredPoints(detail.points, filter))}
        keyOf={({ index }) => index}
        isSelected={({ index }) => index === selected}
        onSelect={({ index }) => selectPoint(index)}
      />
    </Panel>
  )
}

function columnsOf({ spec, isHeldOut, members, summary }: SweepDetail): Column<PlacedPoint>[] {
  const { metric } = spec.base
  const isOverMetrics = axesOf(spec).some(({ name }) => name === 'metric')
  const numberColumn = (
    id: string,
    title: string,
    of: (point: SweepPoint) => string,
  ): Column<PlacedPoint> => ({
    ...{ id, title },
    cell: ({ point }) => of(point),
  })
  return [
    {
      ...{ id: 'value', title: valueTitle(spec) },
      ...{ isText: true, isRowHead: true },
      cell: ({ point, index }) => (
        <button type="button" className={styles.value} onClick={() => selectPoint(index)}>
          {shownValues(point.values)}
        </button>
      ),
    },
    numberColumn('edges', 'Edges kept', ({ edges }) => (edges === null ? '–' : formatCount(edges))),
    numberColumn('faithfulness', isHeldOut ? 'Faithfulness, held out' : 'Faithfulness', ({ measured }) =>
      measured ? formatFaithfulness(measured.faithfulness) : '–',
    ),
    ...(isHeldOut
      ? [
          numberColumn('train', 'Faithfulness, train', ({ train }) =>
            train ? formatFaithfulness(train.faithfulness) : '–',
          ),
        ]
      : []),
    numberColumn('random', 'Random circuits', ({ random }) => spreadText(random?.faithfulness)),
    numberColumn('kl', 'KL', (point) => formatMetric(numbersOf(point)?.kl ?? null)),
    ...(metric === 'kl' && !isOverMetrics
      ? []
      : [
          numberColumn('metric', isOverMetrics ? 'Its metric' : METRIC_LABEL[metric], (point) =>
            formatMetric(numbersOf(point)?.metric ?? null),
          ),
        ]),
    ...(spec.reference
      ? [
          numberColumn('precision', 'Precision', ({ agreement }) => shareText(agreement?.precision)),
          numberColumn('recall', 'Recall', ({ agreement }) => shareText(agreement?.recall)),
        ]
      : []),
    {
      ...{ id: 'worst', title: 'Worst prompt', isText: true },
      cell: ({ point }) => <WorstPromptText point={point} />,
    },
    {
      id: 'state',
      title: 'State',
      isText: true,
      cell: ({ point }) => pointStateText(point, members, summary),
    },
  ]
}

/** What the first column has: the value of the one axis, or those of several. */
function valueTitle(spec: SweepDetail['spec']): string {
  const axes = axesOf(spec)
  if (axes.length > 1) return 'Circuit'
  const [{ name }] = axes
  return name === 'edges' ? 'Edges asked' : capitalised(AXIS_FACTS[name].plural.replace(/s$/, ''))
}

function WorstPromptText({ point }: { point: SweepPoint }) {
  const worst = numbersOf(point)?.worst
  if (!worst) return '–'
  return (
    <>
      {formatPercent(worst.faithfulness)}{' '}
      <PromptText className="dim" name={namePrompt(worst.clean, worst.row)} />
    </>
  )
}

/** `3.1 % (−2.0 to 8.5 %)` */
function spreadText(draws: readonly number[] | undefined): string {
  if (!draws || draws.length === 0) return '–'
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  const [low, high] = [Math.min(...draws), Math.max(...draws)].map((share) =>
    formatPercent(share).replace(' %', ''),
  )
  return `${formatPercent(mean)} (${low} to ${high})`
}

function shareText(share: number | undefined): string {
  return share === undefined ? '–' : formatPercent(share)
}

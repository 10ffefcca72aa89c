import { axesOf } from '../../../contract'
import type { SweepAxisName, SweepDetail, SweepPoint, SweptNumbers } from '../../../contract'
import type { SizeData } from '../../plots/size-layout'
import { METRIC_LABEL } from '../../state/metric-label'
import { axisText } from '../../state/sweep-form'
import { shownValues } from '../../state/sweep-words'
import { formatFaithfulness } from '../../widgets/faithfulness'
import { formatCount, formatMetric, formatPercent, formatPlural } from '../../widgets/format'

/** What of a circuit is drawn by its size. */
export type SweptNumber = 'faithfulness' | 'kl'

/** A point with its position in the list of the sweep. */
export interface PlacedPoint {
  index: number
  point: SweepPoint
}

/** What is known of a circuit: as it was judged, else as its search measured it. */
export function numbersOf({ measured, train }: SweepPoint): SweptNumbers | null {
  return measured ?? train
}

/** In the order of their sizes; those whose size is not known yet come last. */
export function bySize(points: readonly PlacedPoint[]): PlacedPoint[] {
  return points.toSorted(
    (a, b) => (a.point.edges ?? Infinity) - (b.point.edges ?? Infinity) || a.index - b.index,
  )
}

/** The value that runs along a line. */
export function sizeAxis({ values }: Pick<SweepPoint, 'values'>): number | undefined {
  return values.threshold ?? values.edges
}

export function valueOf(point: SweepPoint, number: SweptNumber): number | null {
  const value = numbersOf(point)?.[number] ?? null
  return value !== null && Number.isFinite(value) ? value : null
}

/** Random circuits of the sizes of the sweep's own; those of one size are taken together. */
export function bandOf(points: readonly PlacedPoint[], number: SweptNumber): SizeData['band'] {
  const bySizes = new Map<number, number[]>()
  for (const { point } of points) {
    const draws = point.random?.[number].filter(Number.isFinite) ?? []
    if (point.edges === null || point.edges === 0 || draws.length === 0) continue
    bySizes.set(point.edges, [...(bySizes.get(point.edges) ?? []), ...draws])
  }
  return [...bySizes].map(([edges, draws]) => {
    const value = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    return { edges, value, low: Math.min(...draws), high: Math.max(...draws) }
  })
}

/** How faithful each circuit is on the prompt that it serves worst. */
export function worstOf(points: readonly PlacedPoint[]): SizeData['worst'] {
  return points.flatMap(({ point }) => {
    const worst = numbersOf(point)?.worst
    return worst && point.edges !== null ? [{ edges: point.edges, value: worst.faithfulness }] : []
  })
}

/** `τ 0.01, 14 edges: faithfulness 92.1 %` */
export function pointText(point: SweepPoint, number: SweptNumber): string {
  const numbers = numbersOf(point)
  const edges = point.edges === null ? '' : `, ${formatPlural(point.edges, 'edge')}`
  const value = numbers
    ? number === 'kl'
      ? `KL ${formatMetric(numbers.kl)}`
      : `faithfulness ${formatFaithfulness(numbers.faithfulness)}`
    : 'not measured yet'
  const how = point.measured ? '' : ' (by its search, not judged yet)'
  const size =
    point.values.edges === undefined ? `${shownValues(point.values)}${edges}` : shownValues(point.values)
  return `${size}: ${value}${how}`
}

/** Numbers of a figure as a file has them: the points in the order of their sizes, each with its values on all axes. */
export function figureRows(
  points: readonly PlacedPoint[],
  number: SweptNumber,
  axes: readonly SweepAxisName[],
): (string | number)[][] {
  const numbers = ['edges', number, `random_${number}`, `random_${number}_min`, `random_${number}_max`]
  const shown = points.filter(({ point }) => point.edges !== null)
  return [
    [...(axes.length === 1 ? ['value'] : axes), ...numbers, 'worst_prompt_faithfulness', 'judged'],
    ...shown.map((placed) => {
      const { point } = placed
      const [band] = bandOf([placed], number)
      return [
        ...axes.map((axis) => point.values[axis] ?? ''),
        ...[point.edges ?? '', valueOf(point, number) ?? ''],
        ...[band?.value ?? '', band?.low ?? '', band?.high ?? ''],
        ...[numbersOf(point)?.worst?.faithfulness ?? '', point.measured ? 'yes' : 'no'],
      ]
    }),
  ]
}

/** What is read aloud instead of the drawing. */
export function figureText(points: readonly PlacedPoint[], number: SweptNumber): string {
  const known = points.filter(({ point }) => point.edges !== null && valueOf(point, number) !== null)
  const name = number === 'kl' ? 'KL' : 'Faithfulness'
  if (known.length === 0) return `${name} by number of edges: no circuit has been measured yet.`
  const texts = known.map(({ point }) => `${formatCount(point.edges!)}: ${shortNumber(point, number)}`)
  return `${name} by number of edges, ${texts.join(', ')}`
}

function shortNumber(point: SweepPoint, number: SweptNumber): string {
  const value = valueOf(point, number)!
  return number === 'kl' ? formatMetric(value) : formatPercent(value)
}

/** `9 thresholds × 5 resamples, KL` */
export function questionText({ summary, spec }: Pick<SweepDetail, 'summary' | 'spec'>): string {
  const axes = axesOf(spec)
  const what = axes.map(({ name, values }) => axisText(name, values.length)).join(' × ')
  const isOverMetric = axes.some(({ name }) => name === 'metric')
  return isOverMetric ? what : `${what}, ${METRIC_LABEL[summary.metric]}`
}

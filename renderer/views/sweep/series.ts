import type { SweepAxisName } from '../../../contract'
import type { SizeLine } from '../../plots/size-layout'
import { shownValue } from '../../state/sweep-words'
import { sizeAxis, valueOf, type PlacedPoint, type SweptNumber } from './sweep-data'

/** Hues that differ enough; further lines repeat them, dashed. */
const HUES = 8

export interface SweepSeries {
  name: string
  color: string
  isDashed: boolean
  points: PlacedPoint[]
}

/** The circuits by the values of an axis, each with a colour of its own; one line without an axis. */
export function seriesOf(points: readonly PlacedPoint[], axis: SweepAxisName | null): SweepSeries[] {
  if (axis === null)
    return [{ name: 'circuits', color: 'var(--only-a)', isDashed: false, points: [...points] }]
  const values = [
    ...new Set(points.toSorted((a, b) => a.index - b.index).map(({ point }) => point.values[axis])),
  ]
  return values.map((value, at) => ({
    name: value === undefined ? '–' : shownValue(axis, value),
    color: `var(--role-${(at % HUES) + 1})`,
    isDashed: at >= HUES,
    points: points.filter(({ point }) => point.values[axis] === value),
  }))
}

/** A line through its circuits; where several have one threshold or size, through their means. */
export function lineOf({ points, color, isDashed }: SweepSeries, number: SweptNumber): SizeLine {
  const groups = new Map<string, { edges: number; value: number }[]>()
  for (const { point, index } of points) {
    const value = valueOf(point, number)
    if (value === null || point.edges === null) continue
    const axis = sizeAxis(point)
    const key = axis === undefined ? `point ${index}` : String(axis)
    groups.set(key, [...(groups.get(key) ?? []), { edges: point.edges, value }])
  }
  const means = [...groups.values()].map((group) => ({
    edges: mean(group.map(({ edges }) => edges)),
    value: mean(group.map(({ value }) => value)),
  }))
  return { color, isDashed, points: means.sort((a, b) => a.edges - b.edges) }
}

/** Whether a line of these goes through means. */
export function hasMeans(all: readonly SweepSeries[]): boolean {
  return all.some(({ points }) => {
    const axes = points.map(({ point }) => sizeAxis(point)).filter((axis) => axis !== undefined)
    return new Set(axes).size < axes.length
  })
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

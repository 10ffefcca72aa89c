import { create } from 'zustand'
import {
  axesOf,
  type AxisValue,
  type SweepAxis,
  type SweepAxisName,
  type SweepDetail,
  type SweepSpec,
} from '../../contract'

/** Which circuits of a sweep are shown, and what its lines are. */
interface SweepFilter {
  /** Of which sweep: another begins with all its circuits. */
  sweepId: string | null
  /** One line for each value of this axis; null: one line. */
  series: SweepAxisName | null
  /** Only circuits of this value; an axis that is left out is not filtered. */
  only: Partial<Record<SweepAxisName, AxisValue>>
}

const useFilter = create<SweepFilter>(() => ({ sweepId: null, series: null, only: {} }))

/** The axes on which circuits differ: those that have several values. */
export function varyingAxes(spec: Pick<SweepSpec, 'axes' | 'points'>): SweepAxis[] {
  return axesOf(spec).filter(({ values }) => values.length > 1)
}

/** The axes that can be lines: the threshold, or the size, runs along them. */
export function seriesAxes(spec: Pick<SweepSpec, 'axes' | 'points'>): SweepAxis[] {
  return varyingAxes(spec).filter(({ name }) => name !== 'threshold' && name !== 'edges')
}

/** What was chosen for a sweep; at first all its circuits, with lines by its axis of fewest values. */
export function useSweepFilter({ summary, spec }: Pick<SweepDetail, 'summary' | 'spec'>): SweepFilter {
  const chosen = useFilter()
  return chosen.sweepId === summary.id ? chosen : firstFilter(summary.id, spec)
}

function firstFilter(sweepId: string, spec: SweepSpec): SweepFilter {
  const [fewest] = seriesAxes(spec).toSorted((a, b) => a.values.length - b.values.length)
  return { sweepId, series: fewest?.name ?? null, only: {} }
}

export function setSweepFilter(before: SweepFilter, change: Partial<SweepFilter>): void {
  useFilter.setState({ ...before, ...change })
}

/** The points that the filter lets through, with their positions. */
export function filteredPoints(
  points: SweepDetail['points'],
  { only }: Pick<SweepFilter, 'only'>,
): { index: number; point: SweepDetail['points'][number] }[] {
  const wanted = Object.entries(only) as [SweepAxisName, AxisValue][]
  return points
    .map((point, index) => ({ index, point }))
    .filter(({ point }) => wanted.every(([axis, value]) => point.values[axis] === value))
}

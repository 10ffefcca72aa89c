import { MAX_COMPARED } from '../../../contract'
import type { CompareMany, SweepDetail } from '../../../contract'
import { shownValues } from '../../state/sweep-words'
import { runOfPoint } from './open-point'
import type { PlacedPoint } from './sweep-data'

/** A circuit of a sweep as the host compares it. */
export interface ComparedPoint extends PlacedPoint {
  title: string
  asked: CompareMany['circuits'][number]
}

/**
 * The circuits that can be compared: those that were found and have an edge. Of more than are compared at once as many, evenly
 * over their order.
 */
export function comparedPoints(
  points: readonly PlacedPoint[],
  detail: Pick<SweepDetail, 'members' | 'spec'>,
): { compared: ComparedPoint[]; found: number } {
  const found = points.flatMap((placed): ComparedPoint[] => {
    const { point } = placed
    const run = runOfPoint(point, detail)
    if (!run || !point.edges) return []
    const { edges } = point.values
    const choice = edges === undefined ? undefined : { top: edges, by: detail.spec.by }
    return [{ ...placed, title: shownValues(point.values), asked: { id: run.id, ...(choice && { choice }) } }]
  })
  if (found.length <= MAX_COMPARED) return { compared: found, found: found.length }
  const step = (found.length - 1) / (MAX_COMPARED - 1)
  const compared = Array.from({ length: MAX_COMPARED }, (_, at) => found[Math.round(at * step)])
  return { compared, found: found.length }
}

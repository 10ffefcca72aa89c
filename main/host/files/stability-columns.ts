import { edgeStability, nearestStability, type RunDetail } from '../../../contract'

/** What was measured of each edge over circuits of about this size; no columns where nobody measured it. */
export function stabilityColumns(
  { stability }: Pick<RunDetail, 'stability'>,
  size: number,
): (edge: number) => Record<string, string | number> {
  const measured = nearestStability(stability ?? [], size)
  if (!measured) return () => ({})
  return (edge) => {
    const { count, className } = edgeStability(measured, edge)
    return { kept_in: count, kept_of: measured.circuits, stability: className }
  }
}

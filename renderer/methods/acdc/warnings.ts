import type { LiveRun } from '../../state/live-run'

/** Warns where the threshold kept every edge, or none: that is not a circuit. */
export function keptNothingOrAll({ summary, decided, kept, graph }: LiveRun): string[] {
  if (summary.state !== 'done' || decided < graph.edgeCount) return []
  const warnings: string[] = []
  if (kept === 0) warnings.push('No edge was kept: try a smaller threshold.')
  if (kept === graph.edgeCount) warnings.push('Every edge was kept: try a larger threshold.')
  return warnings
}

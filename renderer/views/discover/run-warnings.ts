import { notesOf } from '../../../contract'
import type { LiveRun } from '../../state/live-run'
import { formatPlural } from '../../widgets/format'

/** Sentences about what makes this run's result less certain than it looks. */
export function runWarnings(run: LiveRun): string[] {
  const { summary, detail, decided, kept, graph } = run
  const warnings: string[] = notesOf(detail.provenance)
  if (summary.message && summary.state !== 'done') warnings.push(summary.message)
  if (summary.borderline > 0) {
    const decisions = formatPlural(summary.borderline, 'decision')
    warnings.push(
      `${decisions} within 0.00001 of the threshold: rounding on another machine may decide otherwise.`,
    )
  }
  if (summary.state === 'done' && decided === graph.edgeCount && summary.method === 'acdc') {
    if (kept === 0) warnings.push('No edge was kept: try a smaller threshold.')
    if (kept === graph.edgeCount) warnings.push('Every edge was kept: try a larger threshold.')
  }
  const faithfulness = detail.measurements?.faithfulness
  if (summary.state === 'done' && detail.measurements && faithfulness === null) {
    warnings.push('Clean and corrupt prompts have the same logit difference, so faithfulness is not defined.')
  }
  return warnings
}

import { certificateNote, notesOf } from '../../../contract'
import { discoverPart } from '../../methods/registry'
import type { LiveRun } from '../../state/live-run'
import { formatPlural } from '../../widgets/format'

/** Sentences about what makes this run's result less certain than it looks. */
export function runWarnings(run: LiveRun): string[] {
  const { summary, detail } = run
  const certificate = certificateNote(summary)
  const warnings: string[] = notesOf(detail.provenance)
  if (certificate?.level === 'warning') warnings.unshift(certificate.text)
  if (summary.message && summary.state !== 'done') warnings.push(summary.message)
  if (summary.borderline > 0) {
    const decisions = formatPlural(summary.borderline, 'decision')
    warnings.push(
      `${decisions} within 0.00001 of the threshold: rounding on another machine may decide otherwise.`,
    )
  }
  warnings.push(...(discoverPart(summary.method).warnings?.(run) ?? []))
  const faithfulness = detail.measurements?.faithfulness
  if (summary.state === 'done' && detail.measurements && faithfulness === null) {
    warnings.push('Clean and corrupt prompts have the same logit difference, so faithfulness is not defined.')
  }
  return warnings
}

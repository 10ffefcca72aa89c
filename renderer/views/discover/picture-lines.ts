import { certificateNote } from '../../../contract'
import type { LiveRun } from '../../state/live-run'
import { ownerOf } from '../../state/owner'
import { isScored } from '../../state/scored-run'
import { settingsLine } from '../../state/setting-differences'
import { formatCount, shortened } from '../../widgets/format'

/** A picture is as wide as its longest line. */
const MOST_CHARACTERS = 140

/** The lines above a saved picture: they name the run, as the picture is looked at outside the program. */
export function pictureLines(run: LiveRun): string[] {
  const { run: name, method, model, prompts } = ownerOf(run.summary)
  const certificate = certificateNote(run.summary)
  return [
    `${name} · ${method} · ${countText(run)}`,
    `model ${model}${certificate ? ` (${certificate.label})` : ''} · ${prompts}`,
    certificate?.level === 'warning' ? shortened(certificate.text, MOST_CHARACTERS) : '',
    run.detail.config ? settingsLine(run.detail.config) : '',
  ].filter((line) => line !== '')
}

function countText(run: LiveRun): string {
  const { kept, decided, graph } = run
  const of = `of ${formatCount(graph.edgeCount)} edges`
  if (isScored(run)) return `${formatCount(kept)} best by score ${of}`
  const undecided = graph.edgeCount - decided
  return `${formatCount(kept)} kept${undecided > 0 ? `, ${formatCount(undecided)} undecided,` : ''} ${of}`
}

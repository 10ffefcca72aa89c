import { certificateNote, definitionOf } from '../../../../contract'
import type { MethodName, MethodResult, ReportBlock, RunDetail } from '../../../../contract'
import { table } from '../output/print'
import { durationText } from './progress-line'

/** What a run found, for people; `out` is the file in which it is, too. */
export function reportText(detail: RunDetail, result: MethodResult, out: string | undefined): string {
  const { name, id, elapsedMs, method } = detail.summary
  // An imported circuit is not computed.
  const { report, finds } = definitionOf(method as MethodName)
  const { outcome, blocks } = report(detail, result, out !== undefined)
  const done = `${name} (id ${id}) done in ${durationText(elapsedMs)}`
  const file =
    out === undefined ? [] : [`The ${finds.circuit === 'kept' ? 'circuit' : 'result'} is in ${out}.`]
  const note = certificateNote(detail.summary)
  const first = outcome === null ? `${done}.` : `${done}: ${outcome}.`
  return [first, ...blocks.map(blockText), ...(note ? [note.text] : []), ...file].join('\n')
}

function blockText(block: ReportBlock): string {
  return typeof block === 'string' ? block : table(block.head, block.rows)
}

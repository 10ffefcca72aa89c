import type { ExportFormat, NodeRole, PictureChoices, RunDetail } from '../../contract'
import { findsOf } from '../../renderer/state/finds'
import { fromSnapshot, type LiveRun } from '../../renderer/state/live-run'
import { isScored, withTopEdges } from '../../renderer/state/top-edges'
import { traceDrawing } from '../charts/trace-drawing'
import { runCircuitDrawing, runMatrixDrawing } from '../circuit/run-drawing'
import { describeRun } from '../describe/describe-run'
import { excerptText, shownCount } from '../describe/excerpt-text'
import type { Description } from '../describe/description'
import { framedPicture } from '../svg/frame'
import { paletteOf } from '../svg/palette'
import { dotFile } from './dot'
import { graphData } from './graph-data'
import { graphMl } from './graphml'

export type GraphFormat = Exclude<ExportFormat, 'json' | 'csv'>

/** The circuit that is drawn of a run: its own, or of a scored run the best edges. */
export function shownRun(run: RunDetail, { top, by }: Pick<PictureChoices, 'top' | 'by'>): LiveRun {
  const live = fromSnapshot(run)
  return isScored(live) ? withTopEdges(live, top, by) : live
}

/** The roles whose nodes are in the run's graph: another model may have the same names. */
function rolesIn({ graph }: LiveRun, roles: readonly NodeRole[]): NodeRole[] {
  const names = new Set([...graph.senders.map(({ name }) => name), 'logits'])
  return roles.filter(({ node }) => names.has(node))
}

/** Whether what is shown is a circuit; the scores of sites are not. */
function drawsCircuit({ summary, excerpt }: LiveRun): boolean {
  return excerpt !== undefined || findsOf(summary).circuit === 'kept'
}

/** What a picture or a graph file of a run says. `what`: of what of it the picture is. */
export function describeShown(run: LiveRun, roles: readonly NodeRole[], what?: string): Description {
  const excerpt = excerptText(run)
  const text = drawsCircuit(run) ? shownCount(run) : ''
  const detail = { ...run.detail, summary: run.summary }
  const described = describeRun(detail, rolesIn(run, roles), { what, part: { text } })
  return excerpt === null ? described : { ...described, notes: [excerpt, ...described.notes] }
}

/** The circuit of a run as a picture or as a graph for other programs. */
export function runGraphFile(
  run: LiveRun,
  roles: readonly NodeRole[],
  format: GraphFormat,
  { scheme, layout }: Pick<PictureChoices, 'scheme' | 'layout'>,
): string {
  const palette = paletteOf(scheme)
  switch (format) {
    case 'dot':
      return dotFile(graphData(run, roles), run, describeShown(run, roles))
    case 'graphml':
      return graphMl(graphData(run, roles), describeShown(run, roles))
    case 'svg':
      return framedPicture(
        runCircuitDrawing(run, { roles, layout }, palette),
        describeShown(run, roles),
        scheme,
      ).svg
    case 'matrix-svg':
      return framedPicture(runMatrixDrawing(run, palette), describeShown(run, roles, 'edge matrix'), scheme)
        .svg
    case 'trace-svg':
      return framedPicture(traceDrawing(run, palette), describeShown(run, [], 'pruning'), scheme).svg
  }
}

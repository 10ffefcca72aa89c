import type { NodeRole, RunComparison } from '../../contract'
import {
  describeComparison,
  describeShown,
  dotFile,
  framedPicture,
  graphData,
  graphMl,
  paletteOf,
  runCircuitDrawing,
  runMatrixDrawing,
  traceDrawing,
  unionDrawing,
  type Picture,
} from '../../pictures'
import type { Scheme } from '../theme/tokens'
import { downloadText, runFileStem } from '../widgets/files'
import type { EdgeColour } from './edge-colour'
import type { LiveRun } from './live-run'
import { savePicture, type PictureKind } from './save-picture'
import type { GraphLayout } from './workbench'

/** Pictures and graph files of what is on screen, in its colours and its layout. */

export interface PictureLook {
  scheme: Scheme
  layout: GraphLayout
  /** How values become colours; of comparisons nothing has a value. */
  colour?: EdgeColour
  /** How many of the strongest edges are drawn at most; null: the usual number. */
  limit?: number | null
  roles: readonly NodeRole[]
}

/** The circuit, the matrix of all edges, or the metric as edges were cut. */
export type RunPicture = 'circuit' | 'matrix' | 'trace'

const FILE_ENDING: Record<RunPicture, string> = { circuit: '', matrix: '-matrix', trace: '-pruning' }

export function saveRunPicture(
  run: LiveRun,
  what: RunPicture,
  look: PictureLook,
  kind: PictureKind,
): Promise<void> {
  const stem = `${runFileStem(run.summary.name)}${FILE_ENDING[what]}`
  return savePicture(stem, () => runPicture(run, what, look), kind)
}

function runPicture(run: LiveRun, what: RunPicture, look: PictureLook): Picture {
  const { scheme, layout, colour, limit, roles } = look
  const palette = paletteOf(scheme)
  switch (what) {
    case 'circuit':
      return framedPicture(
        runCircuitDrawing(run, { roles, layout, colour, limit }, palette),
        describeShown(run, roles),
        scheme,
      )
    case 'matrix':
      return framedPicture(
        runMatrixDrawing(run, palette, colour),
        describeShown(run, roles, 'edge matrix'),
        scheme,
      )
    case 'trace':
      return framedPicture(traceDrawing(run, palette), describeShown(run, [], 'pruning'), scheme)
  }
}

/** The circuit on screen as a graph for other programs. */
export function saveRunGraph(run: LiveRun, roles: readonly NodeRole[], format: 'dot' | 'graphml'): void {
  const data = graphData(run, roles)
  const description = describeShown(run, roles)
  const text = format === 'dot' ? dotFile(data, run, description) : graphMl(data, description)
  const type = format === 'dot' ? 'text/vnd.graphviz' : 'application/xml'
  downloadText(`${runFileStem(run.summary.name)}.${format}`, text, type)
}

/** The union of two circuits. */
export function saveUnionPicture(
  comparison: RunComparison,
  { scheme, layout, roles }: PictureLook,
  kind: PictureKind,
): Promise<void> {
  const stem = runFileStem(`${comparison.a.name} against ${comparison.b.name}`)
  const draw = () =>
    framedPicture(
      unionDrawing(comparison, { roles, layout }, paletteOf(scheme)),
      describeComparison(comparison, roles),
      scheme,
    )
  return savePicture(stem, draw, kind)
}

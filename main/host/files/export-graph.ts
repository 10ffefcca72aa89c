import {
  decidesEdges,
  definitionOf,
  PatchbayError,
  pictureChoicesSchema,
  type ExportedFile,
  type NodeRole,
  type PictureChoices,
  type RunDetail,
} from '../../../contract'
import { runGraphFile, shownRun, type GraphFormat } from '../../../pictures'
import { fileNameOf } from './file-name'

const ENDINGS: Record<GraphFormat, string> = {
  svg: '.svg',
  'matrix-svg': '-matrix.svg',
  'trace-svg': '-pruning.svg',
  dot: '.dot',
  graphml: '.graphml',
}

/**
 * The circuit of a run as a picture, or as a graph for other programs.
 * @throws PatchbayError (bad-input) for a run that has neither a circuit nor scores of edges.
 */
export function exportGraph(
  run: RunDetail,
  format: GraphFormat,
  roles: readonly NodeRole[],
  choices: PictureChoices = pictureChoicesSchema.parse({}),
): ExportedFile {
  const { summary } = run
  if (!hasGraph(run))
    throw new PatchbayError(
      'bad-input',
      `${summary.name} has no circuit and no scores of edges to draw: export it as JSON.`,
    )
  if (format === 'trace-svg' && !decidesEdges(summary.method))
    throw new PatchbayError(
      'bad-input',
      `${summary.name} did not decide edges one after another: it has no pruning to draw.`,
    )
  const text = runGraphFile(shownRun(run, choices), roles, format, choices)
  return {
    fileName: `${fileNameOf(summary.name)}${ENDINGS[format]}`,
    text: text.endsWith('\n') ? text : `${text}\n`,
  }
}

/** Whether there is anything of edges to draw. */
export function hasGraph({ summary: { method } }: Pick<RunDetail, 'summary'>): boolean {
  if (method === 'import') return true
  const { circuit, edgeScores } = definitionOf(method).finds
  return circuit === 'kept' || edgeScores !== null
}

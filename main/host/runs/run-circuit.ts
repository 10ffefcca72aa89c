import { PatchbayError, type RunDetail } from '../../../contract'

// What is known of a run's graph, without the engine: the host looks it up before the engine is loaded.

/** Every edge that was not cut, ascending; so the undecided ones of an unfinished run too. */
export function keptEdges({ summary, decisions }: Pick<RunDetail, 'summary' | 'decisions'>): Int32Array {
  const isKept = new Uint8Array(summary.edgesTotal).fill(1)
  decisions.edge.forEach((edge, row) => (isKept[edge] = decisions.kept[row]))
  return Int32Array.from(isKept, (_, edge) => edge).filter((edge) => isKept[edge] === 1)
}

/**
 * [edge] its path-patching effect where it was measured, else what cutting it changed in ACDC, else NaN; or the
 * scores it came with. All raw, metric with the edge cut - metric before, so that one file has one sign: ACDC's
 * delta is harm of removal, sense * change, so sense * delta is the change. See meaningOfRun for what they are.
 */
export function edgeScores(
  run: Pick<RunDetail, 'summary' | 'scores' | 'decisions' | 'effects' | 'metricSense'>,
): Float64Array {
  if (run.scores) return run.scores
  const scores = new Float64Array(run.summary.edgesTotal).fill(NaN)
  run.decisions.edge.forEach((edge, row) => (scores[edge] = run.metricSense * run.decisions.delta[row]))
  run.effects.edge.forEach((edge, row) => (scores[edge] = run.effects.effect[row]))
  return scores
}

/** `2 layers, 4 heads, MLPs` */
export function shapeText({ shape }: Pick<RunDetail, 'shape'>): string {
  const mlps = shape.mlps ? (shape.parallel ? 'parallel MLPs' : 'MLPs') : 'no MLPs'
  return `${shape.layers} layers, ${shape.heads} heads, ${mlps}`
}

/** @throws PatchbayError (bad-input) for a circuit of a graph of another shape than this. */
export function refuseOtherShape(
  run: Pick<RunDetail, 'shape'> & { summary: Pick<RunDetail['summary'], 'name'> },
  shape: RunDetail['shape'],
): void {
  if (shapeText(run) === shapeText({ shape })) return
  throw new PatchbayError(
    'bad-input',
    `${run.summary.name} is of another model (${shapeText(run)}, this one has ${shapeText({ shape })}): choose a run of this model.`,
  )
}

import { layerSpec, type TransformerConfig } from '../../model/transformer'
import type { Feeds, Graph, GraphBuilder, GraphOutput, Value } from '../../onnx'
import { QKV_KINDS } from '../attention'
import { cellParts, rowsOfPart } from '../cell-parts'
import { ownGradients } from './edge-gradients'
import { partsOf, type Part } from '../parts'
import { ROW_AXIS } from '../rows'
import { othersName, TappedLayer, type GradientOptions } from './tapped-layer'

/** What edgeChangesGraph calls that which a graph of the base run alone gives as `name`. */
export const baseName = (name: string) => `base.${name}`

/** What a layer of both runs gives besides its stream and changes. */
export interface KeptOfLayer {
  /** Outputs of the layer's forward graph of the base run alone, wanted here as well. */
  saved: readonly GraphOutput[]
  /** Whether `others.q`, `.k` and `.v` are wanted, which a run at some rows is fed. */
  others: boolean
}

/**
 * A layer of two runs over the same prompts side by side, so that weights are read once, and what its senders change.
 * The stream [1, 1, all + rows, dModel] has the donor's rows first, all of batch*pos, and then those that the base run
 * runs; where it runs none its q, k and v are the donor's. Feeds as of a TappedLayer of twice the prompts; where only
 * some rows are run, sharedRowFeeds. Outputs:
 * - `after`
 * - `heads.PART` [1, head, rows, dModel] and `mlp.PART` [1, 1, rows, dModel], donor - base, for every part of the rows;
 *   with `onlyAnswers` for them, as the one part of answerParts
 * - baseName(NAME) for all that is `saved`, as the graph of the base run alone gives it, and `others`
 */
export function edgeChangesGraph(
  config: TransformerConfig,
  weights: Feeds,
  options: GradientOptions,
  { saved, others }: KeptOfLayer,
): Graph {
  const { batch, length, changing, onlyAnswers } = options
  const all = batch * length
  const run = changing === undefined ? undefined : all + changing
  const both = { batch: 2 * batch, length, changing: run, shared: true, onlyAnswers }
  // Values have the names that they have in the graph of the base run alone, since both are made by the same steps.
  const tapped = new TappedLayer(config, weights, both, ownGradients(config))
  const { builder } = tapped
  const rows = onlyAnswers ? batch : (changing ?? all)
  const fromBase = (value: Value, count: number, name = 'base') =>
    rowsOfPart(builder, value, ROW_AXIS, { from: tapped.shape(value)[ROW_AXIS] - count, count }, name)
  const fromDonor = (value: Value) =>
    changing === undefined || onlyAnswers
      ? rowsOfPart(builder, value, ROW_AXIS, { from: 0, count: rows }, 'donor')
      : builder.gather(value, builder.input('donorRows', [changing], 'int64'), ROW_AXIS, 'donor')
  const changeOf = (value: Value) => builder.sub(fromDonor(value), fromBase(value, rows), 'change')
  const changes = changesByPart(builder, config, weights, {
    parts: onlyAnswers ? answerParts(batch) : cellParts(rows),
    z: changeOf(tapped.value('z')),
    mlp: config.mlp.kind === 'none' ? null : changeOf(tapped.value('mlp')),
    dropsMeans: options.dropsMeans,
  })
  const ofBase = saved.map(({ value, dims }) => fromBase(value, Number(dims[ROW_AXIS]), baseName(value.name)))
  const ofDonor = (others ? QKV_KINDS : []).map((kind) => {
    const indices = builder.input('otherRows', [all - (changing ?? all)], 'int64')
    return builder.gather(tapped.value(`${kind}-rows`), indices, ROW_AXIS, othersName(kind))
  })
  return tapped.withOutputs([...changes, ...ofBase, ...ofDonor])
}

/** The answers' rows in one part. */
export const answerParts = (batch: number): Part[] => partsOf(batch, batch)

/** What heads write is linear in z, so that one product of its change [1, head, rows, dHead] gives theirs. */
function changesByPart(
  builder: GraphBuilder,
  config: TransformerConfig,
  weights: Feeds,
  {
    parts,
    z,
    mlp,
    dropsMeans,
  }: { parts: readonly Part[]; z: Value; mlp: Value | null; dropsMeans?: boolean },
): Value[] {
  const centred = (value: Value) =>
    dropsMeans ? builder.sub(value, builder.reduceMean(value, [-1]), 'centred') : value
  const weight = centred(builder.weight('layer0.o.weight', weights['layer0.o.weight']))
  const centredMlp = mlp && centred(mlp)
  const { residualMultiplier: factor } = layerSpec(config, 0)
  const scaledZ = factor === 1 ? z : builder.mul(z, builder.constant([factor], [1]), 'scaled')
  return parts.flatMap((part) => {
    const heads = builder.matMul(rowsOfPart(builder, scaledZ, ROW_AXIS, part), weight, `heads.${part.name}`)
    return centredMlp ? [heads, rowsOfPart(builder, centredMlp, ROW_AXIS, part, `mlp.${part.name}`)] : [heads]
  })
}

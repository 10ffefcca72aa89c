import type { TransformerConfig } from '../model/transformer'
import type { Feeds, Graph, GraphBuilder, Value } from '../onnx'
import { SLOT_KINDS } from './blocks'
import { cellParts, rowsOfPart } from './cell-parts'
import { dropsMeans, hasOwnGradient } from './edge-gradients'
import { partsOf, type Part } from './parts'
import { othersName, TappedLayer, type GradientOptions } from './tapped-layer'

/** Rows and prompts lie along this axis. */
const ROWS = 2

/** What edgeChangesGraph calls that which a graph of the base run alone gives as `name`. */
export const baseName = (name: string) => `base.${name}`

/**
 * A layer of two runs over the same prompts side by side, so that weights are read once, and what its senders change.
 * The stream [1, 1, all + rows, dModel] has the donor's rows first, all of batch*pos, and then those that the base run
 * runs; where it runs none its q, k and v are the donor's. Feeds as of a TappedLayer of twice the prompts; where only
 * some rows are run, sharedRowFeeds. Outputs:
 * - `after`
 * - `heads.PART` [1, head, rows, dModel] and `mlp.PART` [1, 1, rows, dModel], donor - base, for every part of the rows;
 *   with `onlyAnswers` for them, as part 0. What heads write is linear in z: one product gives it for both runs
 * - baseName(NAME) for every output of `base`, the layer of the base run alone, as that gives it
 * - `others.q`, `.k` and `.v`, where only some rows are run, as the base run alone is fed them
 */
export function edgeChangesGraph(
  config: TransformerConfig,
  weights: Feeds,
  options: GradientOptions,
  base: Graph,
): Graph {
  const { batch, length, changing, onlyAnswers } = options
  const all = batch * length
  const run = changing === undefined ? undefined : all + changing
  const both = { batch: 2 * batch, length, changing: run, shared: true, onlyAnswers }
  const tapped = new TappedLayer(config, weights, both, hasOwnGradient)
  const { builder } = tapped
  const sizeOf = (value: Value) => tapped.shape(value)[ROWS]
  const fromDonor = (value: Value) => {
    if (changing === undefined || onlyAnswers) return stretch(builder, value, 0, sizeOf(value) / 2)
    return builder.gather(value, builder.input('donorRows', [changing], 'int64'), ROWS, 'donor')
  }
  const fromBase = (value: Value, count: number, name = 'base') =>
    stretch(builder, value, sizeOf(value) - count, count, name)
  const rows = onlyAnswers ? batch : (changing ?? all)
  const changeOf = (value: Value) => builder.sub(fromDonor(value), fromBase(value, rows), 'change')
  const parts = onlyAnswers ? partsOf(rows, rows) : cellParts(rows)
  const outputs = changesByPart(builder, config, weights, parts, {
    z: changeOf(tapped.value('z')),
    mlp: config.mlp.kind === 'none' ? null : changeOf(tapped.value('mlp')),
  })
  for (const { value, dims } of base.outputs) {
    const count = Number(dims[ROWS])
    const name = baseName(value.name)
    outputs.push(sizeOf(value) === count ? builder.identity(value, name) : fromBase(value, count, name))
  }
  if (changing !== undefined) {
    const others = builder.input('otherRows', [all - changing], 'int64')
    for (const kind of SLOT_KINDS)
      outputs.push(builder.gather(tapped.value(`${kind}-rows`), others, ROWS, othersName(kind)))
  }
  return tapped.withOutputs(outputs)
}

/** From the changes of z [1, head, rows, dHead] and of the MLP's output [1, 1, rows, dModel]. */
function changesByPart(
  builder: GraphBuilder,
  config: TransformerConfig,
  weights: Feeds,
  parts: readonly Part[],
  { z, mlp }: { z: Value; mlp: Value | null },
): Value[] {
  const centred = (value: Value) =>
    dropsMeans(config) ? builder.sub(value, builder.reduceMean(value, [-1]), 'centred') : value
  const weight = centred(builder.input('layer0.o.weight', [...weights['layer0.o.weight'].dims]))
  const centredMlp = mlp && centred(mlp)
  return parts.flatMap((part) => {
    const heads = builder.matMul(rowsOfPart(builder, z, ROWS, part), weight, `heads.${part.name}`)
    return centredMlp ? [heads, rowsOfPart(builder, centredMlp, ROWS, part, `mlp.${part.name}`)] : [heads]
  })
}

/** `count` rows from `from` on. */
function stretch(builder: GraphBuilder, value: Value, from: number, count: number, name = 'stretch'): Value {
  const range = Array.from({ length: count }, (_, i) => from + i)
  return builder.gather(value, builder.constant(range, [count], 'int64'), ROWS, name)
}

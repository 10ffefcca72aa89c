import { sizeOfShape } from '../../../onnx'
import type { GraphRoles, LayerRoles, Product } from '../roles/graph-roles'
import { ValueGraph } from '../roles/value-graph'
import { activationOf } from './activation-settings'
import { headSizes, type HeadSizes } from './head-sizes'
import { clipOf, otherLimit } from './limits'
import { rotaryOf, type RotaryFound } from './position-settings'
import { normSettings, type NormSettings } from './norm-settings'
import { factorOf, numberOf, scaleAndCap, scaleBefore } from './scalars'
import { wayBetween } from '../roles/ways'
import { windowOf } from './window-settings'

/** What a graph computes with its weights, as far as it is seen in the graph itself. */
export interface GraphSettings {
  vocabSize: number
  dModel: number
  /** Of the stored embedding, where a matrix leads from it to the stream; else that of the stream. */
  embeddingWidth: number
  dMlp: number | null
  /** null where the graph does not show how its width is divided. */
  sizes: HeadSizes | null
  layers: LayerSettings[]
  /** How many tokens every prompt has; null: as many as one likes. */
  fixedLength: number | null
  norm: NormSettings | null
  /** Of learned positions or of a table of rotary ones; null where the graph sets none. */
  contextLength: number | null
  /** Learned positions: the row of the first one; null where there are none. */
  firstPosition: number | null
  embeddingScale: number
  hasEmbeddingNorm: boolean
  isTied: boolean
  logits: { scale: number; softCap: number | null; hasBias: boolean }
  /** A node that cuts off other values than q, k and v. */
  otherLimit: string | null
}

/** What one layer computes; null: the graph has none, or does not show it (`scale`). */
export interface LayerSettings {
  /** Of the scores. */
  scale: number | null
  softCap: number | null
  /** What q, k and v are cut off at. */
  clips: Record<'q' | 'k' | 'v', number | null>
  window: number | null
  rotary: RotaryFound | null
  qkNorm: 'none' | 'per-head' | 'all-heads'
  norms: {
    beforeAttention: boolean
    afterAttention: boolean
    beforeMlp: boolean
    afterMlp: boolean
    shared: boolean
  }
  residualMultiplier: number
  biases: { q: boolean; k: boolean; v: boolean; o: boolean; mlp: boolean }
  /** q, k and v are made by one product. */
  isPacked: boolean
  mlp: {
    isGated: boolean
    activation: string | null
    isParallel: boolean
  } | null
}

/** Reads the settings off a graph whose weights are known. */
export function settingsOf(roles: GraphRoles): GraphSettings {
  const values = new ValueGraph(roles.graph)
  values.beginStream(roles.tokens.node.outputs[0])
  const { tokens, positions, projectIn, layers, head } = roles
  const sizes = headSizes(values, roles)
  const read = layers.map((layer) => layerSettings(values, layer, sizes?.dHead ?? null))
  const firstPosition = positions && firstRow(values, positions.node.inputs[1])
  return {
    vocabSize: tokens.table.dims[0],
    embeddingWidth: tokens.table.dims.at(-1)!,
    dModel: projectIn?.outputs ?? tokens.table.dims.at(-1)!,
    dMlp: layers[0].mlp?.down.inputs ?? null,
    sizes,
    layers: read,
    fixedLength: lengthOf(roles),
    norm: normSettings(roles),
    contextLength: positions
      ? positions.table.dims[0] - firstPosition!
      : (read.map(({ rotary }) => rotary?.positions ?? null).find((count) => count !== null) ?? null),
    firstPosition,
    embeddingScale: scaleAfter(values, tokens.node.outputs[0], null),
    hasEmbeddingNorm: roles.embeddingNorm !== null,
    isTied: tokens.table.name === head.weight.name,
    logits: { ...logitSettings(values, roles), hasBias: head.bias !== null },
    otherLimit: otherLimit(values, roles),
  }
}

function layerSettings(values: ValueGraph, layer: LayerRoles, dHead: number | null): LayerSettings {
  const { core, q, k, v, o, mlp } = layer
  const scores = scoreSettings(values, layer, dHead)
  return {
    scale: scores?.scale ?? null,
    softCap: scores?.cap ?? null,
    clips: { q: clipOf(values, q, core.q), k: clipOf(values, k, core.k), v: clipOf(values, v, core.v) },
    window: windowOf(values, core),
    rotary: rotaryOf(values, layer),
    qkNorm: qkNormOf(layer),
    norms: {
      beforeAttention: layer.attentionNorm !== null,
      afterAttention: layer.attentionPostNorm !== null,
      beforeMlp: (mlp?.norm ?? null) !== null,
      afterMlp: (mlp?.postNorm ?? null) !== null,
      shared: mlp !== null && mlp.norm !== null && mlp.norm.node === layer.attentionNorm?.node,
    },
    residualMultiplier: multiplierOf(values, o, dHead),
    biases: {
      q: has(q),
      k: has(k),
      v: has(v),
      o: has(o),
      mlp: mlp !== null && (has(mlp.up) || has(mlp.down)),
    },
    isPacked: q === k,
    mlp: mlp && {
      isGated: mlp.gate !== null,
      activation: activationOf(values, mlp),
      isParallel: mlp.isParallel,
    },
  }
}

/** The embeddings' ids are the tokens. */
function lengthOf({ graph, tokens }: GraphRoles): number | null {
  const ids = graph.inputs.find(({ name }) => name === tokens.node.inputs[1] || name === 'input_ids')
  const length = ids?.dims.at(-1)
  return typeof length === 'number' ? length : null
}

const has = ({ bias }: Product) => bias !== null

/** All that multiplies queries, keys and scores; null where no way through the graph was found. */
function scoreSettings(
  values: ValueGraph,
  { core, q, k }: LayerRoles,
  dHead: number | null,
): { scale: number | null; cap: number | null } | null {
  const [ofQ, ofK] = [wayBetween(values, q.output, core.q), wayBetween(values, k.output, core.k)]
  if (!ofQ || !ofK) return null
  const scales = [
    scaleBefore(values, q.input, dHead),
    scaleAndCap(values, q.output, ofQ, dHead).scale,
    q === k ? 1 : scaleBefore(values, k.input, dHead),
    scaleAndCap(values, k.output, ofK, dHead).scale,
  ]
  const before = scales.reduce((product, scale) => product * scale, 1)
  if (core.scores === null) {
    const { scale, softcap = 0 } = core.node.attributes
    const own = scale === undefined ? dHead && 1 / Math.sqrt(dHead) : Number(scale)
    return { scale: own && before * own, cap: Number(softcap) || null }
  }
  const scores = core.scores.outputs[0]
  const after = wayBetween(values, scores, core.node.inputs[0])
  if (!after) return null
  const { scale, cap } = scaleAndCap(values, scores, after, dHead)
  return { scale: before * scale, cap }
}

/** What is multiplied in before a product is added to the stream, on either side of it. */
const multiplierOf = (values: ValueGraph, { input, output }: Product, dHead: number | null) =>
  scaleBefore(values, input, dHead) * scaleAfter(values, output, dHead)

/** What a value is multiplied by before it is added to another. */
function scaleAfter(values: ValueGraph, value: string, dHead: number | null): number {
  let [at, scale] = [value, 1]
  for (;;) {
    const [reader, ...others] = values.readers(at)
    if (!reader || others.length > 0) return scale
    const factor = factorOf(values, reader, at, dHead)
    if (factor === null && reader.type !== 'Cast' && reader.type !== 'Reshape') return scale
    scale *= factor ?? 1
    at = reader.outputs[0]
  }
}

function qkNormOf({ qNorms, o }: LayerRoles): LayerSettings['qkNorm'] {
  const weight = qNorms[0]?.weight ?? null
  if (qNorms.length === 0) return 'none'
  const isFlat = weight !== null && weight.dims.filter((dim) => dim !== 1).length <= 1
  return isFlat && sizeOfShape(weight.dims) === o.inputs ? 'all-heads' : 'per-head'
}

/** The first row of a table that positions choose: OPT leaves out two. */
function firstRow(values: ValueGraph, indices: string): number {
  for (let at = indices; ;) {
    const node = values.maker(at)
    if (!node) return 0
    if (node.type === 'Add') {
      const added = node.inputs.map((input) => numberOf(values, input, null)).find((one) => one !== null)
      if (typeof added === 'number') return added
    }
    at = node.inputs[0]
  }
}

/** Also what the last norm's values are multiplied by before the head. */
function logitSettings(values: ValueGraph, { head, finalNorm, logits }: GraphRoles) {
  const after = wayBetween(values, head.output, logits) ?? []
  const { scale, cap } = scaleAndCap(values, head.output, after, null)
  const from = finalNorm?.node.outputs[0]
  const before = from === undefined ? [] : (wayBetween(values, from, head.input) ?? [])
  return { scale: scale * scaleAndCap(values, from ?? '', before, null).scale, softCap: cap }
}

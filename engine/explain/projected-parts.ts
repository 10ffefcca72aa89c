import type { Experiment } from '../experiment/experiment'
import { layerSpec } from '../model/transformer'
import { rowsOfTensor, valuesOf, vectorOf, type Feeds } from '../onnx'
import { rotaryTables } from '../transformer'
import { addTo, contributionsAt, partInNorm, product, type Contributions } from './contributions'
import { rowOf } from './direct-directions'
import { deviationOf, meanOf } from './norm-shares'
import type { RunTrace } from './run-trace'

/** A head's query or key at one position of the only prompt of a trace. */
export interface HeadSide {
  layer: number
  head: number
  kind: 'q' | 'k'
  position: number
}

/** What a query or key is the sum of: [node][dHead], as the head uses it. */
export interface ProjectedParts extends Contributions {
  /** Whether a limit (clipping) is reached: then it is not a sum of parts. */
  isClipped: boolean
}

/**
 * Parts of a head's query or key by sender, norms having the scale of the run, turned by its rotary position. Biases are of
 * the constants.
 */
export function projectedParts(experiment: Experiment, trace: RunTrace, side: HeadSide): ProjectedParts {
  const { config, weights } = experiment
  const { layer, kind, position } = side
  const { attention, norms } = layerSpec(config, layer)
  const { nodes, vectors } = contributionsAt(experiment, trace, layer, position)
  const stream = rowOf(trace.value('resid', layer).data, position, config.dModel)
  const normName = `layer${layer}.attentionNorm`
  const read = norms.beforeAttention ? vectors.map(partInNorm(experiment, normName, stream)) : vectors
  if (norms.beforeAttention) addTo(read[read.length - 1], vectorOf(weights, `${normName}.bias`) ?? [])
  const own = projected(experiment, side, read)
  const isOverAll = attention.qkNorm === 'all-heads'
  const whole = isOverAll ? allHeads(weights, layer, kind, sumOf(read)) : sumOf(own)
  const { clip } = attention
  const isClipped = clip !== null && whole.some((value) => Math.abs(value) > clip)
  const normed = attention.qkNorm === 'none' ? own : qkNormed(experiment, side, own, whole)
  return { nodes, vectors: normed.map(turning(experiment, side, trace.length)), isClipped }
}

/** Each through W_Q or W_K of the head; the bias is added to the last. */
function projected({ config, weights }: Experiment, side: HeadSide, read: Float64Array[]): Float64Array[] {
  const { layer, kind } = side
  const head = weightHead(config, side)
  const name = `layer${layer}.${kind}`
  const matrix = headValues(weights, `${name}.weight`, head)!
  const parts = read.map((part) => product(part, matrix))
  addTo(parts[parts.length - 1], headValues(weights, `${name}.bias`, head) ?? [])
  return parts
}

/** Which head of its weights: grouped queries share keys. */
function weightHead({ heads, kvHeads }: Experiment['config'], { kind, head }: HeadSide): number {
  return kind === 'q' ? head : Math.floor(head / (heads / kvHeads))
}

/** What all heads of the model project a row to, side by side. */
function allHeads(weights: Feeds, layer: number, kind: 'q' | 'k', row: Float64Array): Float64Array {
  const name = `layer${layer}.${kind}.whole`
  const heads = weights[name].dims[0]
  const each = Array.from({ length: heads }, (_, head) => [...product(row, headValues(weights, name, head)!)])
  const all = Float64Array.from(each.flat())
  addTo(all, vectorOf(weights, `layer${layer}.${kind}.wholeBias`) ?? [])
  return all
}

/** Through the norm of queries or keys: `whole` is what its scale is of. */
function qkNormed(
  { config, weights }: Experiment,
  side: HeadSide,
  parts: Float64Array[],
  whole: Float64Array,
): Float64Array[] {
  const { norm } = config
  if (norm.kind === 'none') throw new Error('this model has no norms')
  const name = `layer${side.layer}.${side.kind}Norm`
  const isShared = weights[`${name}.weight`].dims[0] === 1
  const head = isShared ? 0 : weightHead(config, side)
  const scales = headValues(weights, `${name}.weight`, head)!
  const isCentred = norm.kind === 'layer-norm'
  const deviation = deviationOf(whole, isCentred, norm.epsilon)
  const normed = parts.map((part) => {
    const mean = isCentred ? meanOf(part) : 0
    return part.map((value, i) => (scales[i] * (value - mean)) / deviation)
  })
  addTo(normed[normed.length - 1], headValues(weights, `${name}.bias`, head) ?? [])
  return normed
}

/** How parts are turned by the rotary position, in a prompt of this length. */
function turning(
  { config }: Experiment,
  { layer, position }: HeadSide,
  length: number,
): (part: Float64Array) => Float64Array {
  const { rotary } = layerSpec(config, layer).attention
  if (!rotary) return (part) => part
  const { dHead } = config
  const { cos, sin, quarterTurn } = rotaryTables(length, dHead, rotary)
  const first = position * dHead
  return (part) =>
    part.map((value, i) => {
      let other = 0
      for (let j = 0; j < dHead; j++) other += part[j] * quarterTurn[j * dHead + i]
      return value * cos[first + i] + other * sin[first + i]
    })
}

/** The values of one head of a weight [head, ..]; undefined where there is none of this name. */
function headValues(weights: Feeds, name: string, head: number): Float32Array | undefined {
  const tensor = weights[name]
  if (!tensor) return undefined
  const own = rowsOfTensor(tensor, head, 1)
  return own.type === 'int64' ? undefined : valuesOf(own.data)
}

function sumOf(vectors: readonly Float64Array[]): Float64Array {
  const sum = new Float64Array(vectors[0].length)
  for (const vector of vectors) addTo(sum, vector)
  return sum
}

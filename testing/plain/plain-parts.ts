import type { TransformerConfig, WeightTensor } from '../../engine/model'
import { layerSpec, type NormWeights } from '../../engine/model/transformer'
import {
  capped,
  matrix,
  meanOf,
  plusRow,
  rotated,
  scaled,
  sharesOf,
  softmax,
  sum,
  times,
  turned,
  vector,
  type Rows,
} from './plain-math'
import type { Held, HeldWeights } from '../held-weights'

export interface PlainModel {
  config: TransformerConfig
  weights: HeldWeights
}

/** Sees an activation as it is made and may replace it. Heads' activations come one head at a time. */
export type Hook = (site: string, layer: number, head: number, value: Rows) => Rows

/** Parts of a pass that another pass may hold constant, in the order in which they are made. */
export interface Constants {
  deviations: number[]
  shares: number[]
  gates: { branch: number; up: number }[]
}

export interface PartOptions {
  hook?: Hook
  /** Records the parts above into it. */
  record?: Constants
  /** Takes them from it: RelP's linear maps around a recorded pass. */
  constants?: Constants
}

export type Kind = 'q' | 'k' | 'v'
const KINDS = ['q', 'k', 'v'] as const

/** The nodes of one prompt's pass by what a model's spec says; what they read is up to the caller. */
export class PlainParts {
  private at = { deviations: 0, shares: 0, gates: 0 }

  constructor(
    private readonly model: PlainModel,
    private readonly options: PartOptions = {},
  ) {}

  seen(site: string, layer: number, head: number, value: Rows): Rows {
    return this.options.hook ? this.options.hook(site, layer, head, value) : value
  }

  embedded(tokens: ArrayLike<number>): Rows {
    const { config, weights } = this.model
    const { scale, learnedPositions, norm } = config.embedding
    const embed = matrix(weights.embed)
    const positions = learnedPositions ? matrix(weights.positions!) : null
    const rows = Array.from(tokens, (token, pos) =>
      embed[token].map((x, i) => x * scale + (positions ? positions[pos][i] : 0)),
    )
    return norm ? this.normed(rows, weights.embeddingNorm) : rows
  }

  /** What a head writes, z @ W_O[h], from what its q, k and v read of the stream. */
  head(layer: number, head: number, inputs: Record<Kind, Rows>): Rows {
    const { o } = this.model.weights.layers[layer]
    const [q, k, v] = KINDS.map((kind) => this.projected(layer, head, kind, inputs[kind]))
    const pattern = this.seen('pattern', layer, head, this.pattern(layer, head, q, k))
    const out = scaled(times(times(pattern, v), matrix(o.weight, head)), this.multiplier(layer))
    return this.seen('heads', layer, head, out)
  }

  /** b_O, which no head writes. */
  attentionBias(layer: number): number[] {
    const bias = vector(this.model.weights.layers[layer].o.bias, this.model.config.dModel)
    return bias.map((x) => x * this.multiplier(layer))
  }

  /** What the stream gets of the sum of a layer's heads and b_O. */
  afterAttention(layer: number, rows: Rows): Rows {
    const { norms } = layerSpec(this.model.config, layer)
    return norms.afterAttention ? this.normed(rows, this.model.weights.layers[layer].attentionPostNorm) : rows
  }

  mlp(layer: number, input: Rows): Rows {
    const { mlp } = this.model.config
    const { norms } = layerSpec(this.model.config, layer)
    const { attentionNorm, mlpNorm, mlpPostNorm, mlp: weights } = this.model.weights.layers[layer]
    if (mlp.kind === 'none' || !weights) throw new Error('this model has no MLPs')
    const { up, gate, down, norm } = weights
    const x = norms.beforeMlp ? this.normed(input, norms.shared ? attentionNorm : mlpNorm) : input
    const project = (
      { weight, bias }: { weight: Held<WeightTensor>; bias: Held<WeightTensor> | null },
      from: Rows,
    ) => plusRow(times(from, matrix(weight)), vector(bias, weight.dims[1]))
    const values = project(up, x)
    const active = (rows: Rows) => rows.map((row) => this.activated(mlp.activation, row))
    const hidden =
      mlp.kind === 'gated'
        ? active(project(gate!, x)).map((row, r) => row.map((g, i) => this.gated(g, values[r][i])))
        : active(values)
    const neurons = mlp.kind === 'plain' && mlp.normed ? this.normed(hidden, norm) : hidden
    const output = project(down, this.seen('neurons', layer, 0, neurons))
    const written = norms.afterMlp ? this.normed(output, mlpPostNorm) : output
    return this.seen('mlp', layer, 0, scaled(written, this.multiplier(layer)))
  }

  /** [pos][vocab] from the last stream. */
  logits(stream: Rows): Rows {
    const { config, weights } = this.model
    const { scale, softCap } = config.logits
    const last = config.norm.kind === 'none' ? stream : this.normed(stream, weights.finalNorm)
    const unembedded = times(last, turned(matrix(weights.unembed)))
    const biased = plusRow(unembedded, vector(weights.unembedBias, weights.unembed.dims[0]))
    return biased.map((row) => row.map((logit) => capped(logit * scale, softCap)))
  }

  private multiplier(layer: number): number {
    return layerSpec(this.model.config, layer).residualMultiplier
  }

  /** A head's q, k or v as it uses them. */
  private projected(layer: number, head: number, kind: Kind, input: Rows): Rows {
    const { config, weights } = this.model
    const { attention, norms } = layerSpec(config, layer)
    const { [kind]: projection, attentionNorm } = weights.layers[layer]
    const x = norms.beforeAttention ? this.normed(input, attentionNorm) : input
    const index = kind === 'q' ? head : Math.floor(head / (config.heads / config.kvHeads))
    const clip = attention.clip ?? Infinity
    const own = (at: number) =>
      plusRow(times(x, matrix(projection.weight, at)), vector(projection.bias, config.dHead, at)).map((row) =>
        row.map((value) => Math.min(clip, Math.max(-clip, value))),
      )
    const value =
      kind === 'v' ? own(index) : rotated(this.qkNormed(own, index, layer, kind), attention.rotary)
    return this.seen(kind, layer, head, value)
  }

  /** The norm of a head's q or k: over itself, or over all heads side by side. */
  private qkNormed(own: (head: number) => Rows, head: number, layer: number, kind: 'q' | 'k'): Rows {
    const { config, weights } = this.model
    const { qkNorm } = layerSpec(config, layer).attention
    const rows = own(head)
    if (qkNorm === 'none') return rows
    const { weight, bias } = weights.layers[layer][`${kind}Norm`]!
    const of = (tensor: Held<WeightTensor> | null) =>
      vector(tensor, config.dHead, tensor?.dims[0] === 1 ? 0 : head)
    const heads = kind === 'q' ? config.heads : config.kvHeads
    const together = qkNorm === 'per-head' ? [rows] : Array.from({ length: heads }, (_, h) => own(h))
    return rows.map((row, r) => {
      const all = together.flatMap((others) => others[r])
      return this.normedRow(row, all, of(weight), of(bias))
    })
  }

  /** Attention probabilities [query][key]. */
  private pattern(layer: number, head: number, q: Rows, k: Rows): Rows {
    const { config, weights } = this.model
    const { scale, softCap, window, alibi } = layerSpec(config, layer).attention
    const slope = alibi ? weights.layers[layer].alibi!.data[head] : 0
    const isHidden = (query: number, key: number) =>
      (config.causal && key > query) || (window !== null && key <= query - window)
    return q.map((row, query) =>
      softmax(
        k.map((other, key) => {
          if (isHidden(query, key)) return -Infinity
          return capped(scale * sum(row.map((x, i) => x * other[i])), softCap) + slope * (key - query)
        }),
      ),
    )
  }

  private normed(rows: Rows, weights: Held<NormWeights> | null | undefined): Rows {
    if (!weights) throw new Error('the model lacks the weights of a norm')
    const width = rows[0].length
    const [weight, bias] = [vector(weights.weight, width), vector(weights.bias, width)]
    return rows.map((row) => this.normedRow(row, row, weight, bias))
  }

  /** A row, or a part of one, normed by the mean and the deviation of all of it. */
  private normedRow(row: number[], all: number[], weight: number[], bias: number[]): number[] {
    const { norm } = this.model.config
    if (norm.kind === 'none') throw new Error('the model has no norms')
    const mean = norm.kind === 'layer-norm' ? meanOf(all) : 0
    const square = meanOf(all.map((x) => (x - mean) ** 2))
    const deviation = this.constant('deviations', Math.sqrt(square + norm.epsilon))
    return row.map((x, i) => ((x - mean) / deviation) * weight[i] + bias[i])
  }

  /** f(x), or with constants x times the recorded f(x) / x. */
  private activated(activation: Parameters<typeof sharesOf>[0], row: number[]): number[] {
    const shares = sharesOf(activation, row)
    return row.map((x, i) => x * this.constant('shares', shares[i]))
  }

  private gated(branch: number, up: number): number {
    const { record, constants } = this.options
    record?.gates.push({ branch, up })
    if (!constants) return branch * up
    const held = constants.gates[this.at.gates++]
    return (branch * held.up + held.branch * up) / 2
  }

  private constant(kind: 'deviations' | 'shares', value: number): number {
    const { record, constants } = this.options
    record?.[kind].push(value)
    return constants ? constants[kind][this.at[kind]++] : value
  }
}

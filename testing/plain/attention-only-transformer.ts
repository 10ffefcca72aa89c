/**
 * A second, independent implementation for the bundled samples: an attention-only transformer in plain float64
 * loops, in which every edge of the graph is its own addition. Slow and simple on purpose. It shares no
 * code with the engine, so that each can be checked against the other.
 */
import { receiverName, sendersBefore, type Config, type Receiver } from './attention-only-graph.ts'
import type { Tensor } from '../../samples/plain-safetensors.ts'

export interface Model {
  config: Config
  weights: Map<string, Tensor>
}

/** outputs: sender -> [pos, dModel]; logits: those of the last position, [vocab]. */
export interface Run {
  outputs: Map<string, Float64Array>
  logits: Float64Array
}

/** weights [inner, cols] start at `offset` of a larger tensor, the bias [cols] at `biasOffset` of another. */
interface Projection {
  weights: Float64Array
  offset: number
  inner: number
  cols: number
  bias?: Float64Array
  biasOffset?: number
}

export function softmax(values: Float64Array): Float64Array {
  const top = Math.max(...values)
  const exps = values.map((value) => Math.exp(value - top))
  const total = exps.reduce((a, b) => a + b, 0)
  return exps.map((value) => value / total)
}

function tensor(model: Model, name: string): Float64Array {
  const found = model.weights.get(name)
  if (!found) throw new Error(`the model has no tensor ${name}`)
  return found.data
}

/** x [rows, inner] -> x @ weights + bias [rows, cols]. */
function project(
  x: Float64Array,
  { weights, offset, inner, cols, bias, biasOffset = 0 }: Projection,
): Float64Array {
  const out = new Float64Array((x.length / inner) * cols)
  for (let row = 0; row < x.length / inner; row++) {
    if (bias) out.set(bias.subarray(biasOffset, biasOffset + cols), row * cols)
    for (let i = 0; i < inner; i++) {
      const value = x[row * inner + i]
      for (let col = 0; col < cols; col++) out[row * cols + col] += value * weights[offset + i * cols + col]
    }
  }
  return out
}

/** Causal softmax attention of one head: q, k, v [pos, dHead] -> z [pos, dHead]. */
function attend(q: Float64Array, k: Float64Array, v: Float64Array, dHead: number): Float64Array {
  const z = new Float64Array(q.length)
  for (let i = 0; i < q.length / dHead; i++) {
    const scores = new Float64Array(i + 1)
    for (let j = 0; j <= i; j++)
      for (let c = 0; c < dHead; c++) scores[j] += (q[i * dHead + c] * k[j * dHead + c]) / Math.sqrt(dHead)
    const pattern = softmax(scores)
    for (let j = 0; j <= i; j++)
      for (let c = 0; c < dHead; c++) z[i * dHead + c] += pattern[j] * v[j * dHead + c]
  }
  return z
}

/** The sender `input`: token plus position embedding, [pos, dModel]. */
function embed(model: Model, tokens: number[]): Float64Array {
  const d = model.config.d_model
  const tokenRows = tensor(model, 'embed.W_E')
  const positionRows = tensor(model, 'pos_embed.W_pos')
  const value = (i: number) => tokenRows[tokens[Math.floor(i / d)] * d + (i % d)] + positionRows[i]
  return Float64Array.from({ length: tokens.length * d }, (_, i) => value(i))
}

/** The output of one head without b_O, [pos, dModel]; `receive` gives its q, k or v input, [pos, dModel]. */
function headOutput(
  model: Model,
  layer: number,
  head: number,
  receive: (r: Receiver) => Float64Array,
): Float64Array {
  const { d_model: dModel, d_head: dHead } = model.config
  const part = (name: string) => tensor(model, `blocks.${layer}.attn.${name}`)
  const [q, k, v] = (['q', 'k', 'v'] as const).map((input) => {
    const letter = input.toUpperCase()
    const slice = { offset: head * dModel * dHead, inner: dModel, cols: dHead, biasOffset: head * dHead }
    return project(receive({ layer, head, input }), {
      ...slice,
      weights: part(`W_${letter}`),
      bias: part(`b_${letter}`),
    })
  })
  const out = { weights: part('W_O'), offset: head * dHead * dModel, inner: dHead, cols: dModel }
  return project(attend(q, k, v, dHead), out)
}

/** One forward pass. An edge in `cut` carries the donor run's value of its sender instead of this run's. */
export function forward(
  model: Model,
  tokens: number[],
  cut: ReadonlySet<string> = new Set(),
  donor?: Run,
): Run {
  const { n_layers, n_heads, d_model, d_vocab } = model.config
  const outputs = new Map([['input', embed(model, tokens)]])
  const constant = new Float64Array(d_model) // the b_O of the layers so far: on every receiver, part of no edge

  const receive = (receiver: Receiver): Float64Array => {
    const sum = new Float64Array(tokens.length * d_model)
    for (let i = 0; i < sum.length; i++) sum[i] = constant[i % d_model]
    for (const sender of sendersBefore(receiver.layer, n_heads)) {
      const source = cut.has(`${sender}->${receiverName(receiver)}`) ? donor?.outputs : outputs
      const value = source?.get(sender)
      if (!value) throw new Error(`no value for ${sender}`)
      for (let i = 0; i < sum.length; i++) sum[i] += value[i]
    }
    return sum
  }

  for (let layer = 0; layer < n_layers; layer++) {
    for (let head = 0; head < n_heads; head++)
      outputs.set(`a${layer}.h${head}`, headOutput(model, layer, head, receive))
    tensor(model, `blocks.${layer}.attn.b_O`).forEach((value, i) => (constant[i] += value))
  }
  const last = receive({ layer: n_layers, head: -1, input: 'logits' }).slice(-d_model)
  const unembed = { weights: tensor(model, 'unembed.W_U'), offset: 0, inner: d_model, cols: d_vocab }
  return { outputs, logits: project(last, { ...unembed, bias: tensor(model, 'unembed.b_U') }) }
}

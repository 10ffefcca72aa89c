import { layerSpec, type TransformerConfig } from '../model/transformer'
import type { Feeds, LentData } from '../onnx'

/** Float32 ends at 3.4e38; below this nothing is lost to rounding on the way there. */
const LIMIT = 2e37
/** A stream may hold the difference of two runs besides one of them, and parts of either. */
const STREAMS = 4

/**
 * Whether an activation of any run, patched or not, could leave the range of float32. The weights bound them all: a
 * norm's output is no larger than its weights allow, so neither is what a node makes of it, whatever it reads, nor the
 * sum of what all nodes write. For models whose weights leave that range out, nothing has to be looked at in runs.
 */
export function canOverflow(config: TransformerConfig, weights: Feeds): boolean {
  const { layerCount, heads, dModel, dHead, dMlp, mlp, norm, embedding } = config
  const size = (name: string) => euclideanSize(weights, name)
  const squared: number[] = []
  /** What a norm over `width` values gives, however large x is; x itself where there is no norm. */
  const normed = (name: string, x: number, isThere = norm.kind !== 'none', width = dModel) => {
    if (!isThere) return x
    squared.push(x)
    return Math.sqrt(width) * largest(weights, `${name}.weight`) + size(`${name}.bias`)
  }
  let stream = Math.abs(embedding.scale) * size('embed') + size('positions')
  stream = normed('embeddingNorm', stream, embedding.norm)
  const seen: number[] = []
  for (let layer = 0; layer < layerCount; layer++) {
    const at = `layer${layer}`
    const { attention, norms, residualMultiplier } = layerSpec(config, layer)
    const factor = Math.abs(residualMultiplier)
    const x = normed(`${at}.attentionNorm`, stream, norms.beforeAttention)
    const projection = (kind: string) => {
      const projected = x * size(`${at}.${kind}.weight`) + size(`${at}.${kind}.bias`)
      if (attention.clip === null) return projected
      seen.push(projected)
      return Math.min(projected, Math.abs(attention.clip) * Math.sqrt(heads * dHead))
    }
    const score = (kind: string) =>
      normed(`${at}.${kind}Norm`, projection(kind), attention.qkNorm !== 'none', heads * dHead)
    const turned = Math.max(1, Math.abs(attention.rotary?.magnitude ?? 1)) ** 2
    seen.push(score('q') * score('k') * turned * Math.max(1, Math.abs(attention.scale)))
    const written = heads * projection('v') * size(`${at}.o.weight`) + size(`${at}.o.bias`)
    seen.push(written)
    stream += normed(`${at}.attentionPostNorm`, factor * written, norms.afterAttention)
    if (mlp.kind === 'none') continue
    const mlpNorm = norms.shared ? 'attentionNorm' : 'mlpNorm'
    const y = normed(`${at}.${mlpNorm}`, stream, norms.beforeMlp)
    const project = (name: string, from: number) =>
      from * size(`${at}.${name}.weight`) + size(`${at}.${name}.bias`)
    const hidden = project('up', y) * (mlp.kind === 'gated' ? Math.max(1, project('gate', y)) : 1)
    const neurons = normed(`${at}.neuronNorm`, hidden, mlp.kind === 'plain' && mlp.normed === true, dMlp ?? 0)
    const output = project('down', neurons)
    seen.push(hidden, output)
    stream += factor * normed(`${at}.mlpPostNorm`, output, norms.afterMlp)
  }
  const logits = normed('finalNorm', stream) * size('unembed') + size('unembedBias')
  seen.push(logits, Math.abs(config.logits.scale) * logits)
  // Norms square what they read.
  for (const x of [stream, ...squared]) seen.push((STREAMS * x) ** 2)
  // NaN is below no limit.
  return !seen.every((bound) => bound < LIMIT)
}

/** Kept, as weights are large and may have to be read for it. */
const sizes = new WeakMap<Float32Array | LentData, number>()

/** The root of the sum of squares; 0 for a weight that the model does not have. */
function euclideanSize(weights: Feeds, name: string): number {
  const data = weights[name]?.data
  if (!data || data instanceof BigInt64Array) return 0
  let size = sizes.get(data)
  if (size === undefined) {
    let squares = 0
    inStretches(data, (values) => (squares += sumOfSquares(values)))
    size = Math.sqrt(squares)
    sizes.set(data, size)
  }
  return size
}

/** The largest magnitude; NaN where there is one, 0 for a weight that the model does not have. */
function largest(weights: Feeds, name: string): number {
  const data = weights[name]?.data
  let most = 0
  if (data && !(data instanceof BigInt64Array))
    inStretches(data, (values) => {
      for (const value of values) most = Math.max(most, Math.abs(value))
    })
  return most
}

function inStretches(data: Float32Array | LentData, see: (values: Float32Array) => void): void {
  if (data instanceof Float32Array) see(data)
  else data.inStretches(see)
}

/** Four sums side by side: one alone waits for its last addition each time, and these are all weights of a model. */
function sumOfSquares(data: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0]
  const whole = data.length - (data.length % 4)
  for (let i = 0; i < whole; i += 4) {
    a += data[i] * data[i]
    b += data[i + 1] * data[i + 1]
    c += data[i + 2] * data[i + 2]
    d += data[i + 3] * data[i + 3]
  }
  for (let i = whole; i < data.length; i++) a += data[i] * data[i]
  return a + b + c + d
}

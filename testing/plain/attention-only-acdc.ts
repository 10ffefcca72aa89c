/** ACDC word for word, one full forward pass per edge and prompt, on the plain transformer. */
import { edgesInAcdcOrder, type Config } from './attention-only-graph.ts'
import { forward, softmax, type Model } from './attention-only-transformer.ts'

/** Token ids; clean and corrupt have equal length. */
export interface Pair {
  clean: number[]
  corrupt: number[]
  answer: number
  wrong: number
}

export type Metric = 'kl' | 'logit_diff'

/** The mean metric over the clean prompts when the cut edges carry the corrupt run's values. */
export type Measure = (cut: ReadonlySet<string>) => number

/** delta in minimised form; null where the edge was cut untested because its receiver has no kept output. */
export interface Decision {
  edge: string
  delta: number | null
  kept: boolean
}

function divergence(p: Float64Array, q: Float64Array): number {
  return p.reduce((sum, value, v) => sum + value * (Math.log(value) - Math.log(q[v])), 0)
}

export function makeMeasure(model: Model, pairs: Pair[], metric: Metric): Measure {
  const corrupt = pairs.map((pair) => forward(model, pair.corrupt))
  const reference = pairs.map((pair) => softmax(forward(model, pair.clean).logits)) // the unpatched clean run
  const measureOne = (pair: Pair, index: number, cut: ReadonlySet<string>): number => {
    const { logits } = forward(model, pair.clean, cut, corrupt[index])
    if (metric === 'kl') return divergence(reference[index], softmax(logits))
    return logits[pair.answer] - logits[pair.wrong]
  }
  return (cut) => pairs.reduce((sum, pair, index) => sum + measureOne(pair, index, cut), 0) / pairs.length
}

/** `measure` is expected in minimised form: negate a performance metric such as logit_diff. */
export function acdc(config: Config, measure: Measure, tau: number, absolute = false): Decision[] {
  const edges = edgesInAcdcOrder(config)
  const cut = new Set<string>()
  let current = measure(cut)
  return edges.map((edge) => {
    const node = `a${edge.layer}.h${edge.head}`
    const alive =
      edge.input === 'logits' || edges.some((other) => other.sender === node && !cut.has(other.name))
    cut.add(edge.name)
    if (!alive) return { edge: edge.name, delta: null, kept: false }
    const value = measure(cut)
    const delta = value - current
    const kept = (absolute ? Math.abs(delta) : delta) >= tau
    if (kept) cut.delete(edge.name)
    else current = value
    return { edge: edge.name, delta, kept }
  })
}

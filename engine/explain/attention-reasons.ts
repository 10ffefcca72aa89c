import type { AttentionReasons } from '../../contract'
import { layerSpec } from '../model/transformer'
import { vectorOf } from '../onnx'
import type { Experiment } from '../experiment/experiment'
import { headRow } from './head-attribution'
import { headPattern } from './head-scores'
import { dot } from './logit-directions'
import { projectedParts } from './projected-parts'
import type { RunTrace } from './run-trace'

/** Where a head looks from and to. */
export interface ReasonsQuestion {
  prompt: number
  layer: number
  head: number
  query: number
  key: number
}

/** Why a head looks from one position to another, of the only prompt of a trace with all sites. */
export function attentionReasons(
  experiment: Experiment,
  trace: RunTrace,
  { prompt, layer, head, query, key }: ReasonsQuestion,
): AttentionReasons {
  const { config, weights } = experiment
  const { attention } = layerSpec(config, layer)
  const { scale, softCap, alibi } = attention
  const q = projectedParts(experiment, trace, { layer, head, kind: 'q', position: query })
  const k = projectedParts(experiment, trace, { layer, head, kind: 'k', position: key })
  const isClipped = q.isClipped || k.isClipped
  const nodes = q.nodes
  const terms = isClipped
    ? new Float64Array(nodes.length ** 2).fill(NaN)
    : Float64Array.from(q.vectors.flatMap((into) => k.vectors.map((other) => scale * dot(into, other))))
  const score = scale * dot(rowOfHead('q', query), rowOfHead('k', key))
  const { values, stride } = headPattern(trace, layer, head)
  const slope = alibi ? vectorOf(weights, `layer${layer}.alibi`)![head] : 0
  return {
    head: `a${layer}.h${head}`,
    prompt,
    query,
    key,
    run: trace.side,
    score,
    probability: values[query * stride + key],
    nodes,
    terms,
    intoQuery: sums(terms, nodes.length, (into) => into),
    intoKey: sums(terms, nodes.length, (_, other) => other),
    gap: terms.reduce((sum, term) => sum + term, 0) - score,
    byDistance: alibi ? slope * (key - query) : 0,
    capped: softCap === null ? null : softCap * Math.tanh(score / softCap),
    notes: notesOn(isClipped, attention.clip),
  }

  function rowOfHead(site: 'q' | 'k', row: number): Float32Array {
    return headRow(experiment, trace, site, { layer, head, row })
  }
}

/** Of terms [into the query, into the key], by one of the two. */
function sums(
  terms: Float64Array,
  count: number,
  by: (intoQuery: number, intoKey: number) => number,
): Float64Array {
  const found = new Float64Array(count)
  terms.forEach((term, i) => (found[by(Math.floor(i / count), i % count)] += term))
  return found
}

function notesOn(isClipped: boolean, clip: number | null): string[] {
  if (!isClipped) return []
  return [
    `The query or the key reaches the limit that this model sets to them (${clip}), and what is cut off there is not a sum of parts: the score is given, its parts are not.`,
  ]
}

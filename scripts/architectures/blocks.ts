import { layerSpec, type LayerSpec, type TransformerConfig } from '../../engine/model/transformer'

/** What a model is made of, in one line, e.g. `2 layers of 4 heads; RMSNorm before attention and MLP; ...`. */
export function blocksOf(config: TransformerConfig): string {
  const layers = Array.from({ length: config.layerCount }, (_, layer) => layerSpec(config, layer))
  const ofLayers = [normsOf, positionsOf, attentionOf, mlpOf, residualOf].flatMap((partsOf) =>
    together(layers.map((layer) => partsOf(config, layer))),
  )
  return [sizesOf(config), embeddingOf(config), ...ofLayers, logitsOf(config)].flat().join('; ')
}

type Parts = readonly string[]

function sizesOf({ layerCount, heads, kvHeads }: TransformerConfig): Parts {
  const shared = kvHeads === heads ? '' : ` (${counted(kvHeads, 'key-value head')})`
  return [`${counted(layerCount, 'layer')} of ${counted(heads, 'head')}${shared}`]
}

function embeddingOf({ embedding: { scale, learnedPositions, norm } }: TransformerConfig): Parts {
  return [
    ...(scale === 1 ? [] : [`token embeddings times ${rounded(scale)}`]),
    ...(learnedPositions ? ['learned positions'] : []),
    ...(norm ? ['a norm of the embedding'] : []),
  ]
}

function normsOf({ norm, parallel, mlp }: TransformerConfig, { norms }: LayerSpec): Parts {
  if (norm.kind === 'none') return ['no norms']
  const kind = norm.kind === 'rms-norm' ? 'RMSNorm' : 'LayerNorm'
  const both = mlp.kind === 'none' ? 'attention' : 'attention and MLP'
  const before =
    norms.beforeAttention && (norms.shared ? `one ${kind} before ${both}` : `${kind} before ${both}`)
  const after = norms.afterAttention && `${kind} after ${both}`
  const sides = [before, after].filter((side) => side !== false)
  return [sides.join(', '), ...(parallel ? ['attention and MLP side by side'] : [])]
}

function positionsOf({ layers }: TransformerConfig, { attention: { rotary, alibi } }: LayerSpec): Parts {
  if (alibi) return ['ALiBi']
  if (!rotary) return layers.some(({ attention }) => attention.rotary) ? ['no positions'] : []
  const { dims, theta, pairs, factors, magnitude, beyond } = rotary
  return [
    `rotary positions of ${dims} dimensions, base ${theta}` +
      (pairs === 'neighbours' ? ', neighbours as pairs' : '') +
      (factors ? ', scaled' : '') +
      (magnitude === 1 ? '' : `, times ${rounded(magnitude)}`) +
      (beyond ? `, other factors beyond ${beyond.length} tokens` : ''),
  ]
}

function attentionOf({ dHead, layers, causal }: TransformerConfig, { attention }: LayerSpec): Parts {
  const { scale, clip, softCap, window, qkNorm } = attention
  const isUsual = Math.abs(scale * Math.sqrt(dHead) - 1) < 1e-6
  const full = layers.some(({ attention }) => attention.window !== null) ? ['full attention'] : []
  return [
    ...(causal ? [] : ['attention to later positions too']),
    ...(window === null ? full : [`a window of ${window}`]),
    ...(isUsual ? [] : [`scores times ${rounded(scale)}`]),
    ...(clip === null ? [] : [`q, k and v cut off at ${clip}`]),
    ...(softCap === null ? [] : [`scores capped at ${softCap}`]),
    ...(qkNorm === 'none'
      ? []
      : [`norms of q and k ${qkNorm === 'per-head' ? 'by head' : 'over all heads'}`]),
  ]
}

function mlpOf({ mlp }: TransformerConfig): Parts {
  if (mlp.kind === 'none') return ['no MLPs']
  const isNormed = mlp.kind === 'plain' && mlp.normed
  return [
    `${mlp.kind === 'gated' ? 'gated MLP' : 'MLP'} with ${mlp.activation}${isNormed ? ' and a norm of its neurons' : ''}`,
  ]
}

const residualOf = (_: TransformerConfig, { residualMultiplier }: LayerSpec): Parts =>
  residualMultiplier === 1 ? [] : [`what is added to the stream times ${residualMultiplier}`]

function logitsOf({ logits: { scale, softCap } }: TransformerConfig): Parts {
  return [
    ...(scale === 1 ? [] : [`logits times ${rounded(scale)}`]),
    ...(softCap === null ? [] : [`logits capped at ${softCap}`]),
  ]
}

/** What all layers have, then what only some have, with their numbers. */
function together(ofLayers: Parts[]): string[] {
  const all = [...new Set(ofLayers.flat())]
  return all.map((part) => {
    const layers = ofLayers.flatMap((parts, layer) => (parts.includes(part) ? [layer] : []))
    if (layers.length === ofLayers.length) return part
    return `${part} in layer${layers.length === 1 ? '' : 's'} ${layers.join(', ')}`
  })
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`
const rounded = (value: number) => Number(value.toPrecision(4))

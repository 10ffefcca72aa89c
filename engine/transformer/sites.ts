import type { SiteKind } from '../../contract'
import type { Value } from '../onnx'
import type { Blocks, SlotKind } from './blocks'

/**
 * Where receivers read: the streams behind the q, k and v of a layer's heads, its MLP and the logits, before
 * the norm ([copies, 1 or head, batch*pos, dModel]); and the former three behind the norm.
 */
export type Inlet = `${SlotKind}-input` | `${SlotKind}-normed` | 'mlp-input' | 'logits-input'

/** Sees a value as it is made; what it returns is used in its place. */
export type Tap = (site: SiteKind | Inlet, layer: number, value: Value) => Value

/** A layer's residual stream [copies, 1, batch*pos, dModel] -> the last one, every activation on the way tapped. */
export function tappedStream(blocks: Blocks, start: Value, from: number, tap: Tap): Value {
  let stream = start
  for (let layer = from; layer < blocks.config.layerCount; layer++) {
    stream = blocks.builder.scope(`layer${layer}`, () => tappedLayer(blocks, stream, layer, tap))
  }
  return tap('logits-input', blocks.config.layerCount, stream)
}

function tappedLayer(blocks: Blocks, start: Value, layer: number, tap: Tap): Value {
  const { builder, config } = blocks
  const before = tap('resid', layer, start)
  const heads = tap('heads', layer, tappedHeads(blocks, before, layer, tap))
  const sum = builder.reduceSum(heads, [1], true, 'headSum')
  const constant = blocks.attentionConstant(layer)
  const attention = tap('attn', layer, constant ? builder.add(sum, constant, 'attention') : sum)
  const after = builder.add(before, attention, 'afterAttention')
  if (config.mlp.kind === 'none') return after
  const input = tap('mlp-input', layer, config.parallel ? before : after)
  const mlp = blocks.mlp(layer, input, (hidden) => tap('neurons', layer, hidden))
  return builder.add(after, tap('mlp', layer, mlp), 'afterMlp')
}

function tappedHeads(blocks: Blocks, before: Value, layer: number, tap: Tap): Value {
  const places = blocks.allPlaces()
  let shared: Value | null = null
  const slot = (kind: SlotKind) =>
    blocks.builder.scope(kind, () => {
      const input = tap(`${kind}-input`, layer, before)
      // Inputs that were not replaced are normalised once.
      const normed =
        input === before
          ? (shared ??= blocks.attentionNorm(layer, before))
          : blocks.attentionNorm(layer, input)
      return tap(kind, layer, blocks.slot(layer, kind, tap(`${kind}-normed`, layer, normed), places))
    })
  const slots = { q: slot('q'), k: slot('k'), v: slot('v') }
  return blocks.attend(layer, slots, places, (pattern) => tap('pattern', layer, pattern))
}

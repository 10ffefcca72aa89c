import type { AttentionCore, GraphRoles, LayerRoles } from '../roles/graph-roles'
import { givenShape } from '../roles/given-shape'
import type { ValueGraph } from '../roles/value-graph'
import { between } from '../roles/ways'

/** Into how many heads the queries, and the keys and values, are divided, and how wide one is. */
export interface HeadSizes {
  heads: number
  kvHeads: number
  dHead: number
}

/** How the first layer's width is divided into heads; null where the graph does not show it. */
export function headSizes(values: ValueGraph, { layers, graph }: GraphRoles): HeadSizes | null {
  const [layer] = layers
  const dHead =
    headOfOperator(layer) ?? headOfCache(graph.inputs) ?? headOfShapes(values, layer) ?? headOfNorm(layer)
  if (dHead === null) return null
  const heads = layer.o.inputs / dHead
  const width = layer.k === layer.q ? (layer.q.outputs - layer.o.inputs) / 2 : layer.k.outputs
  const kvHeads = width / dHead
  const areWhole = [dHead, heads, kvHeads].every((count) => Number.isSafeInteger(count) && count > 0)
  return areWhole && heads % kvHeads === 0 ? { heads, kvHeads, dHead } : null
}

function headOfOperator({ core, o }: LayerRoles): number | null {
  const heads = core.node.type === 'Attention' ? Number(core.node.attributes.q_num_heads ?? 0) : 0
  return heads > 0 ? o.inputs / heads : null
}

/** `past_key_values.0.key` [batch, kv heads, past, dHead], `past_0` [2, batch, heads, past, dHead]. */
function headOfCache(inputs: GraphRoles['graph']['inputs']): number | null {
  const cache = inputs.find(({ name, dims }) => name.startsWith('past') && dims.length >= 4)
  const last = cache?.dims.at(-1)
  return typeof last === 'number' && last > 0 ? last : null
}

function headOfNorm({ qNorms }: LayerRoles): number | null {
  const dims = qNorms[0]?.weight?.dims.filter((dim) => dim !== 1)
  return dims?.length === 2 ? dims[1] : null
}

/**
 * By the shape that a projection's values are given, the last one before they are used: some are grouped first. Rotary
 * positions may give shapes to parts of queries, never to values.
 */
function headOfShapes(values: ValueGraph, { core, q, v, o }: LayerRoles): number | null {
  for (const [product, use] of [
    [v, core.v],
    [q, core.q],
  ] as const) {
    const isPacked = v === q && q.outputs !== o.inputs
    const width = isPacked ? o.inputs : product.outputs
    for (const node of between(values, product.output, use).nodes.toReversed()) {
      const shape = givenShape(values, node)
      if (shape === null || shape.length < 4) continue
      const packed = isPacked && node.inputs[0] === product.output ? product.outputs : null
      const head = headOfShape(shape, packed, width)
      if (head !== null) return head
    }
  }
  return headOfMix(values, core, o.inputs)
}

/** `packed`: the width of q, k and v together where the shape is that of all. */
function headOfShape(shape: readonly (number | null)[], packed: number | null, width: number): number | null {
  const [, , third, ...inner] = shape
  const last = inner.at(-1) ?? null
  const known = last !== null && last > 0 ? last : third !== null && third > 0 ? width / third : null
  if (packed === null || shape.length > 4 || known === null) return known
  // Head by head [heads, 3 * dHead], or the heads of q, k and v one after another.
  return packed === 3 * width && known % 3 === 0 ? known / 3 : known
}

/** Heads side by side again, before they are multiplied by o. */
function headOfMix(values: ValueGraph, { mix, k, v }: AttentionCore, width: number): number | null {
  for (const value of [k, v, mix?.outputs[0] ?? '']) {
    const maker = values.maker(value)
    const shape = maker ? givenShape(values, maker) : null
    const last = shape?.at(-1) ?? null
    if (last !== null && last > 0 && width % last === 0) return last
  }
  return null
}

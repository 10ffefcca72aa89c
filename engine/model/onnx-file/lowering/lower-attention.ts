import type { GraphEditor, LoweringRule } from './graph-editor'
import type { OnnxAttribute, OnnxNode } from '../onnx-graph'

/**
 * The attention operators of ONNX Runtime as the standard's `Attention` (opset 23), whose first inputs are q, k and v,
 * [batch, pos, heads * dHead]. What the standard's has not stays among the attributes: `window`, and `sink` where
 * softmax has a further term.
 */
export const ATTENTION_RULES: Readonly<Record<string, LoweringRule>> = {
  Attention: lowerAttention,
  MultiHeadAttention: lowerMultiHead,
  GroupQueryAttention: lowerGroupQuery,
  RotaryEmbedding: lowerRotary,
}

const MICROSOFT = 'com.microsoft'
type Attributes = Record<string, OnnxAttribute>

/** [dModel, 3 * heads * dHead] with one bias makes q, k and v of the input. */
function lowerAttention(node: OnnxNode, editor: GraphEditor): boolean {
  if (node.domain !== MICROSOFT) return false
  const [input, weight, bias = '', mask = '', past = ''] = node.inputs
  const heads = node.attributes.num_heads as number
  const width = editor.widthOf(weight)
  if (width === null) return false
  const given = node.attributes.qkv_hidden_sizes
  const sizes = Array.isArray(given) && given.length === 3 ? (given as number[]) : Array(3).fill(width / 3)
  const product = editor.add(node, 'MatMul', [input, weight])
  const packed = bias === '' ? product : editor.add(node, 'Add', [product, bias])
  const [q, k, v] = rotated(node, editor, editor.split(node, packed, sizes), heads, heads)
  addAttention(node, editor, [q, k, v, mask, past], { q_num_heads: heads, kv_num_heads: heads })
  return true
}

/** Without caches `do_rotary` of `Attention` turns by positions from 0, base 10000. */
function rotated(
  node: OnnxNode,
  editor: GraphEditor,
  [q, k, v]: string[],
  heads: number,
  kvHeads: number,
  tables: string[] = [],
): [string, string, string] {
  if ((node.attributes.do_rotary ?? 0) === 0) return [q, k, v]
  const interleaved = node.attributes.rotary_interleaved ?? 0
  const dims = node.attributes.rotary_embedding_dim ?? 0
  const turn = (value: string, count: number) =>
    editor.add(node, 'RotaryEmbedding', [value, ...tables], {
      attributes: { interleaved, num_heads: count, rotary_embedding_dim: dims },
    })
  return [turn(q, heads), turn(k, kvHeads), v]
}

/** q, k and v, with one bias of all three where there is one. */
function lowerMultiHead(node: OnnxNode, editor: GraphEditor): boolean {
  const [q, k = '', v = '', bias = '', padding = '', mask = '', pastKey = '', pastValue = ''] = node.inputs
  if (k === '' || v === '') return false
  const heads = node.attributes.num_heads as number
  const parts = bias === '' ? [q, k, v] : withBias(node, editor, [q, k, v], bias)
  if (parts === null) return false
  const inputs = [...parts, mask || padding, pastKey, pastValue]
  addAttention(node, editor, inputs, { q_num_heads: heads, kv_num_heads: heads })
  return true
}

function withBias(node: OnnxNode, editor: GraphEditor, values: string[], bias: string): string[] | null {
  const length = editor.widthOf(bias)
  const width = length === null ? null : length / 3
  if (width === null || !Number.isSafeInteger(width)) return null
  const added = values.map((value, part) => {
    const own = editor.slice(bias, part * width, (part + 1) * width)
    return own === null ? null : editor.add(node, 'Add', [value, own])
  })
  return added.every((one) => one !== null) ? added : null
}

/** q, k and v, or all three in the first input; rotary positions inside where the node says so. */
function lowerGroupQuery(node: OnnxNode, editor: GraphEditor): boolean {
  const [
    q,
    k = '',
    v = '',
    pastKey = '',
    pastValue = '',
    ,
    ,
    cos = '',
    sin = '',
    ids = '',
    mask = '',
    sink = '',
  ] = node.inputs
  const heads = node.attributes.num_heads as number
  const kvHeads = node.attributes.kv_num_heads as number
  const parts = k === '' ? splitPacked(node, editor, q, heads, kvHeads) : [q, k, v]
  if (parts === null) return false
  const turned = rotated(node, editor, parts, heads, kvHeads, [cos, sin, ids])
  const hasSink = sink !== '' || (node.attributes.smooth_softmax ?? 0) === 1
  addAttention(node, editor, [...turned, mask, pastKey, pastValue], {
    q_num_heads: heads,
    kv_num_heads: kvHeads,
    is_causal: 1,
    ...((node.attributes.local_window_size ?? -1) === -1
      ? {}
      : { window: node.attributes.local_window_size }),
    ...(hasSink ? { sink: 1 } : {}),
  })
  return true
}

function splitPacked(
  node: OnnxNode,
  editor: GraphEditor,
  packed: string,
  heads: number,
  kvHeads: number,
): string[] | null {
  const width = editor.widthOf(packed)
  const dHead = width === null ? null : width / (heads + 2 * kvHeads)
  if (dHead === null || !Number.isSafeInteger(dHead)) return null
  return editor.split(node, packed, [heads * dHead, kvHeads * dHead, kvHeads * dHead])
}

/** The node itself, with the attributes that the standard has under other names or not at all. */
function addAttention(node: OnnxNode, editor: GraphEditor, inputs: string[], own: Attributes): void {
  const { scale = 0, softcap = 0, unidirectional = 0 } = node.attributes
  editor.add(node, 'Attention', inputs, {
    outputs: [...node.outputs],
    attributes: {
      is_causal: unidirectional,
      ...(scale === 0 ? {} : { scale }),
      ...(softcap === 0 ? {} : { softcap }),
      ...own,
    },
  })
}

/** The standard's takes the positions last. */
function lowerRotary(node: OnnxNode, editor: GraphEditor): boolean {
  if (node.domain !== MICROSOFT || (node.attributes.scale ?? 1) !== 1) return false
  const [input, ids, cos, sin] = node.inputs
  const { interleaved = 0, num_heads = 0, rotary_embedding_dim = 0 } = node.attributes
  editor.add(node, 'RotaryEmbedding', [input, cos, sin, ids], {
    outputs: [...node.outputs],
    attributes: { interleaved, num_heads, rotary_embedding_dim },
  })
  return true
}

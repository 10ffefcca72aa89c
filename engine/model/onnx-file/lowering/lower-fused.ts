import { ATTENTION_RULES } from './lower-attention'
import { dequantisedProduct, dequantisedTable } from './dequantise'
import { GraphEditor, type LoweringRule } from './graph-editor'
import type { OnnxGraph, OnnxNode } from '../onnx-graph'

/**
 * The graph with the fused operators of ONNX Runtime (its optimisers, the GenAI builder) as operators of the standard,
 * so that weights are searched for in one kind of graph. Initializers keep their names. It is read, never run.
 */
export function lowerFused(graph: OnnxGraph): OnnxGraph {
  if (!graph.nodes.some((node) => RULES[node.type])) return graph
  const editor = new GraphEditor(graph)
  for (const node of graph.nodes) {
    const rule = Object.hasOwn(RULES, node.type) ? RULES[node.type] : undefined
    if (!rule?.(node, editor)) editor.keep(node)
  }
  return { ...graph, nodes: editor.nodes, arrays: editor.arrays }
}

const MICROSOFT = 'com.microsoft'

const RULES: Readonly<Record<string, LoweringRule>> = {
  SimplifiedLayerNormalization: lowerSimplifiedNorm,
  SkipLayerNormalization: (node, editor) => lowerSkipNorm(node, editor, 'LayerNormalization'),
  SkipSimplifiedLayerNormalization: (node, editor) => lowerSkipNorm(node, editor, 'RMSNormalization'),
  EmbedLayerNormalization: lowerEmbedNorm,
  FastGelu: (node, editor) => lowerGelu(node, editor, 'tanh'),
  BiasGelu: (node, editor) => lowerGelu(node, editor, 'none'),
  Gelu: (node, editor) => node.domain === MICROSOFT && lowerGelu(node, editor, 'none'),
  QuickGelu: lowerQuickGelu,
  FusedMatMul: lowerFusedMatMul,
  MatMulNBits: lowerQuantisedProduct,
  GatherBlockQuantized: lowerQuantisedTable,
  FusedGemm: lowerFusedGemm,
  ...ATTENTION_RULES,
}

function lowerSimplifiedNorm(node: OnnxNode, editor: GraphEditor): boolean {
  editor.add(node, 'RMSNormalization', node.inputs.slice(0, 2), {
    outputs: node.outputs.slice(0, 1),
    attributes: { axis: node.attributes.axis ?? -1, epsilon: node.attributes.epsilon ?? 1e-5 },
  })
  return true
}

/** ONNX Runtime's own value where the file has none. */
const SKIP_EPSILON = 1e-12

/** input + skip (+ bias), whose sum may be the fourth output, then the norm of it. */
function lowerSkipNorm(node: OnnxNode, editor: GraphEditor, type: string): boolean {
  const isPlain = type === 'LayerNormalization'
  const [first, second, weight] = node.inputs
  // The bias is that of the product, whose output may be either.
  const [input, skip] = editor.isProduct(second) ? [second, first] : [first, second]
  const [normBias, bias = ''] = isPlain ? [node.inputs[3] ?? '', node.inputs[4]] : ['', node.inputs[3]]
  const biased = bias === '' ? input : editor.add(node, 'Add', [input, bias])
  const sum = editor.add(node, 'Add', [biased, skip], { outputs: [node.outputs[3] ?? ''] })
  editor.add(node, type, [sum, weight, ...(normBias === '' ? [] : [normBias])], {
    outputs: [node.outputs[0]],
    attributes: { axis: -1, epsilon: node.attributes.epsilon ?? SKIP_EPSILON },
  })
  return true
}

/** Embeddings of tokens and positions (and of segments), their sum (the third output), and its norm. */
function lowerEmbedNorm(node: OnnxNode, editor: GraphEditor): boolean {
  const [ids, segments, tokens, positions, segmentRows, weight, bias, , positionIds = ''] = node.inputs
  const gather = (table: string, of: string) => editor.add(node, 'Gather', [table, of])
  let sum = gather(tokens, ids)
  // Without ids of its own a token's position counts from 0: any value without a weight stands for those.
  const indices = positionIds === '' ? editor.add(node, 'Range', [ids]) : positionIds
  const isSegmented = (segmentRows ?? '') !== ''
  const last = node.outputs[2] ?? ''
  sum = editor.add(node, 'Add', [sum, gather(positions, indices)], { outputs: isSegmented ? [] : [last] })
  if (isSegmented) sum = editor.add(node, 'Add', [sum, gather(segmentRows, segments)], { outputs: [last] })
  editor.add(node, 'LayerNormalization', [sum, weight, bias], {
    outputs: [node.outputs[0]],
    attributes: { axis: -1, epsilon: node.attributes.epsilon ?? SKIP_EPSILON },
  })
  return true
}

function lowerGelu(node: OnnxNode, editor: GraphEditor, approximate: 'none' | 'tanh'): boolean {
  const [input, bias = ''] = node.inputs
  const biased = bias === '' ? input : editor.add(node, 'Add', [input, bias])
  editor.add(node, 'Gelu', [biased], { outputs: [node.outputs[0]], attributes: { approximate } })
  return true
}

/** x * sigmoid(alpha * x), which is SiLU where alpha is 1. */
function lowerQuickGelu(node: OnnxNode, editor: GraphEditor): boolean {
  if ((node.attributes.alpha ?? 1.702) !== 1) return false
  const gate = editor.add(node, 'Sigmoid', [node.inputs[0]])
  editor.add(node, 'Mul', [node.inputs[0], gate], { outputs: [node.outputs[0]] })
  return true
}

function lowerFusedMatMul(node: OnnxNode, editor: GraphEditor): boolean {
  const { alpha = 1, transA = 0, transB = 0, transBatchA = 0, transBatchB = 0 } = node.attributes
  if (transA !== 0 || transBatchA !== 0 || transBatchB !== 0) return false
  const [left, right] = node.inputs
  const isWeight = editor.arrays.has(right)
  const input = scaled(node, editor, left, alpha as number)
  if (isWeight && transB === 1) {
    editor.add(node, 'Gemm', [input, right], { outputs: [node.outputs[0]], attributes: { transB: 1 } })
    return true
  }
  const turned = transB === 0 ? right : editor.add(node, 'Transpose', [right])
  editor.add(node, 'MatMul', [input, turned], {
    outputs: [node.outputs[0]],
  })
  return true
}

/** A Gemm and an operator of one input, whose type is an attribute. */
function lowerFusedGemm(node: OnnxNode, editor: GraphEditor): boolean {
  const { activation, ...attributes } = node.attributes
  if (typeof activation !== 'string') return false
  const sum = editor.add(node, 'Gemm', node.inputs, { attributes })
  editor.add(node, activation, [sum], { outputs: [node.outputs[0]] })
  return true
}

/** Scores are scaled inside the product, which is the same as to scale what is multiplied. */
function scaled(node: OnnxNode, editor: GraphEditor, value: string, by: number): string {
  if (by === 1) return value
  return editor.add(node, 'Mul', [value, editor.scalar(`${node.outputs[0]}/alpha`, by)])
}

/** A product with the matrix that the packed values stand for, [outputs, inputs]. */
function lowerQuantisedProduct(node: OnnxNode, editor: GraphEditor): boolean {
  const matrix = dequantisedProduct(node, arraysOf(node, editor))
  if (matrix === null) return false
  const [input, packed] = node.inputs
  const bias = node.inputs[5] ?? ''
  editor.add(node, 'Gemm', [input, editor.computed(packed, matrix), ...(bias === '' ? [] : [bias])], {
    outputs: [node.outputs[0]],
    attributes: { transB: 1 },
  })
  return true
}

function lowerQuantisedTable(node: OnnxNode, editor: GraphEditor): boolean {
  const table = dequantisedTable(node, arraysOf(node, editor))
  if (table === null) return false
  const [packed, indices] = node.inputs
  editor.add(node, 'Gather', [editor.computed(packed, table), indices], { outputs: [node.outputs[0]] })
  return true
}

const arraysOf = ({ inputs }: OnnxNode, { arrays }: GraphEditor) =>
  inputs.map((input) => arrays.get(input) ?? null)

import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXPORTED_MODELS, unpackedExport } from '../../../../testing/exported-models'
import { readJson } from '../../../../testing/fixtures'
import { planModel } from '../../architectures'
import { openModel } from '../../open-model'
import { findAttention } from '../roles/find-attention'
import { findTokens } from '../roles/find-lookups'
import { rolesOf } from '../roles/find-roles'
import type { OnnxArray, OnnxGraph, OnnxNode } from '../onnx-graph'
import { readOnnx } from '../read-onnx'
import { ValueGraph } from '../roles/value-graph'
import { settingsOf } from './graph-settings'
import { differences, differenceText } from './settings-agreement'

/** Graphs in which one thing was changed that the logits of a few short prompts hardly show. */

type Change = (graph: OnnxGraph) => OnnxGraph

function found(name: string, change: Change, changes: Record<string, unknown> = {}): string[] {
  const config = { ...readJson(path.join(EXPORTED_MODELS, name, 'config.json')), ...changes }
  const settings = settingsOf(rolesOf(change(readOnnx(unpackedExport(name)))))
  return differences(settings, planModel(config).config).map((one) => differenceText(one, 'in config.json'))
}

const node = (type: string, inputs: string[], output: string, attributes = {}): OnnxNode => ({
  name: output,
  type,
  domain: '',
  inputs,
  outputs: [output],
  attributes,
  scopes: [],
})

const constant = (name: string, dtype: 'F32' | 'I64' | 'BOOL', dims: number[], values: number[]): OnnxArray => ({
  name,
  dtype,
  dims,
  stored: { values: () => Float32Array.from(values), quantised: null, steps: 1 },
}) // prettier-ignore

const withArrays = (graph: OnnxGraph, ...arrays: OnnxArray[]): OnnxGraph => ({
  ...graph,
  arrays: new Map([...graph.arrays, ...arrays.map((array): [string, OnnxArray] => [array.name, array])]),
})

/** `made` are put before `reader`, which reads `output` instead of `value`. */
function inserted(graph: OnnxGraph, reader: OnnxNode, value: string, made: OnnxNode[]): OnnxGraph {
  const output = made.at(-1)!.outputs[0]
  const changed = { ...reader, inputs: reader.inputs.map((input) => (input === value ? output : input)) }
  return { ...graph, nodes: graph.nodes.flatMap((one) => (one === reader ? [...made, changed] : [one])) }
}

function attentionOf(graph: OnnxGraph) {
  const values = new ValueGraph(graph)
  values.beginStream(findTokens(values).node.outputs[0])
  return findAttention(values)[0]
}

describe('the norms of a graph', () => {
  it('have one epsilon, also that of the last', () => {
    const last: Change = (graph) => {
      const norm = graph.nodes.findLast(({ type }) => type === 'RMSNormalization')!
      const other = { ...norm, attributes: { ...norm.attributes, epsilon: 1e-5 } }
      return { ...graph, nodes: graph.nodes.map((one) => (one === norm ? other : one)) }
    }
    expect(found('llama-attention-operator', (graph) => graph)).toEqual([])
    expect(found('llama-attention-operator', last)).toEqual([
      'the epsilon of one of the norms is 0.00001 in the graph and 0.000001 in config.json',
    ])
  })
})

describe('limits that few values reach', () => {
  const limited = (where: (graph: OnnxGraph) => [OnnxNode, string], least = -50, type = 'Clip'): string[] =>
    found('neox-opset-13', (graph) => {
      const [reader, value] = where(graph)
      const limits = [constant('least', 'F32', [], [least]), constant('most', 'F32', [], [50])]
      const clip = node(type, [value, ...(type === 'Clip' ? ['least', 'most'] : ['most'])], 'cut')
      return inserted(withArrays(graph, ...limits), reader, value, [clip])
    })

  it('are named where q, k or v have them', () => {
    for (const part of ['q', 'k'] as const) {
      const sentences = limited((graph) => [attentionOf(graph).scores!, attentionOf(graph)[part]])
      expect(sentences).toEqual([
        `the limit of ${part} of layer 0 is 50 in the graph and none in config.json`,
      ])
    }
    expect(limited((graph) => [attentionOf(graph).mix!, attentionOf(graph).v])).toEqual([
      'the limit of v of layer 0 is 50 in the graph and none in config.json',
    ])
  })

  it('are named where other values have them', () => {
    const other = 'the limit of other values is cut in the graph and none in config.json'
    const scores = (graph: OnnxGraph): [OnnxNode, string] => [
      attentionOf(graph).node,
      attentionOf(graph).node.inputs[0],
    ]
    expect(limited(scores)).toEqual([other])
    expect(limited(scores, 0, 'Min')).toEqual([other])
    expect(limited((graph) => [attentionOf(graph).mix!, attentionOf(graph).v], -2)).toContain(other)
  })
})

describe('a window of 20 positions, however it is written', () => {
  const window = 'the attention window of layer 0 is 20 in the graph and none in config.json'
  const positions = [
    node('Range', ['zero', 'length', 'one'], 'query'),
    node('Range', ['zero', 'length', 'one'], 'key'),
  ]
  const distance = node('Sub', ['query', 'key'], 'distance') // prettier-ignore
  const masked = (made: OnnxNode[], limit: number): string[] =>
    found('neox-opset-13', (graph) => {
      const { node: core } = attentionOf(graph)
      const numbers = [constant('limit', 'I64', [], [limit]), constant('least', 'F32', [], [-1e9])]
      const mask = [node('Where', ['seen', 'nothing', 'least'], 'mask'), node('Add', [core.inputs[0], 'mask'], 'masked')]
      return inserted(withArrays(graph, ...numbers), core, core.inputs[0], [...positions, ...made, ...mask])
    }) // prettier-ignore

  it.each([
    ['distance < 20', [distance, node('Less', ['distance', 'limit'], 'seen')], 20],
    ['distance <= 19', [distance, node('LessOrEqual', ['distance', 'limit'], 'seen')], 19],
    ['not distance >= 20', [distance, node('GreaterOrEqual', ['distance', 'limit'], 'far'), node('Not', ['far'], 'seen')], 20],
    ['not 19 < distance', [distance, node('Less', ['limit', 'distance'], 'far'), node('Not', ['far'], 'seen')], 19],
    ['|distance| < 20', [distance, node('Abs', ['distance'], 'size'), node('Less', ['size', 'limit'], 'seen')], 20],
    ['above a line', [node('Trilu', ['ones', 'limit'], 'seen', { upper: 1 })], -19],
    ['not below a line', [node('Trilu', ['ones', 'limit'], 'far', { upper: 0 }), node('Not', ['far'], 'seen')], -20],
  ] as [string, OnnxNode[], number][])('%s', (_, made, limit) => {
    expect(masked(made, limit)).toEqual([window])
  }) // prettier-ignore
})

describe('a graph for prompts of one length', () => {
  it('need not have a window that they fit into', () => {
    const ofLength = (length: number): Change => (graph) => ({
      ...graph,
      inputs: graph.inputs.map((input) => ({ ...input, dims: [1, length] })),
    }) // prettier-ignore
    const changes = { model_type: 'mistral', architectures: ['MistralForCausalLM'], sliding_window: 9 }
    expect(found('llama-attention-operator', ofLength(9), changes)).toEqual([])
    expect(found('llama-attention-operator', ofLength(10), changes)).toContain(
      'the attention window of layer 0 is none in the graph and 9 in config.json',
    )
  })
})

describe('rotary angles that longer prompts have of their own', () => {
  it('are not in a graph, so that such prompts are refused', async () => {
    const file = unpackedExport('phi3-fused-without-names')
    const config = path.join(path.dirname(file), 'config.json')
    const rope = { rope_type: 'longrope', rope_theta: 10000, attention_factor: 1, short_factor: [1, 1], long_factor: [2, 3] } // prettier-ignore
    const longer = { ...readJson(config), original_max_position_embeddings: 12, rope_parameters: { ...rope, original_max_position_embeddings: 12 } } // prettier-ignore
    writeFileSync(config, JSON.stringify(longer))
    const { info } = await openModel(file)
    expect(info.contextLength).toBe(12)
    expect(info.warnings).toContain(
      'model.onnx has the rotary angles of prompts of up to 12 tokens alone: longer prompts are refused, for which config.json has others.',
    )
  })
})

import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { EXPORTED_MODELS, unpackedExport } from '../../../testing/exported-models'
import { readJson } from '../../../testing/fixtures'
import { sentenceOf } from '../../../testing/refusals'
import { parityOf } from '../../methods/check/parity'
import { weightFeeds } from '../../transformer'
import { planModel } from '../architectures'
import { openModel } from '../open-model'
import { loadTensors } from '../weights/stored-tensors'
import type { TransformerWeights, WeightTensor } from '../transformer'
import { arrayValues } from './array-values'
import { rolesOf } from './roles/find-roles'
import type { GraphRoles, Product } from './roles/graph-roles'
import type { OnnxArray, OnnxGraph } from './onnx-graph'
import { configOfGraph } from './config-of-graph'
import { readOnnx } from './read-onnx'
import { columnsText } from './roles/product-columns'
import { entriesOf } from './roles/role-entries'

/** Each with logits computed by PyTorch. */
const NAMES = readdirSync(EXPORTED_MODELS)

const graphOf = (name: string): OnnxGraph => readOnnx(unpackedExport(name))
const planOf = (name: string, changes: Record<string, unknown> = {}) =>
  planModel({ ...readJson(path.join(EXPORTED_MODELS, name, 'config.json')), ...changes })

describe('an exported model', () => {
  it.each(NAMES)('computes what PyTorch computed: %s', async (name) => {
    const model = await openModel(unpackedExport(name))
    const weights = weightFeeds(await model.loadWeights())
    const forward = { config: model.config, weights, threads: 1 }
    const { difference } = await parityOf(forward, model.readReference()!)
    expect(difference).toBeLessThan(1e-5)
    const own = await parityOf(forward, await model.ownLogits!(1))
    expect(own.difference).toBeLessThan(name.includes('f16') ? 1e-2 : 1e-5)
  })
})

describe('one matrix of queries, keys and values', () => {
  const columnsOf = (name: string) => {
    const { columns } = rolesOf(graphOf(name)).layers[1]
    return columns && [columns.q, columns.k, columns.v].map(columnsText)
  }

  it('is cut as the graph cuts it', () => {
    const [one, each] = ['side by side', 'that begin 12 apart, each 4 side by side']
    expect(columnsOf('gpt2-with-past')).toEqual([`from 0 on 8 ${one}`, `from 8 on 8 ${one}`, `from 16 on 8 ${one}`])
    expect(columnsOf('bigcode-head-by-head')).toEqual([`from 0 on 2 ${each}`, `from 4 on 2 ${each}`, `from 8 on 2 ${each}`])
    expect(columnsOf('neox-opset-13')).toEqual(columnsOf('bigcode-head-by-head'))
    expect(columnsOf('llama-without-names')).toBeNull()
  }) // prettier-ignore

  it.each(NAMES)('says without config.json which architecture it is: %s', (name) => {
    const { values } = configOfGraph(rolesOf(graphOf(name)), null)
    expect(planModel(values).config.architecture).toBe(planOf(name).config.architecture)
  })

  it('is refused where config.json describes another order', () => {
    expect(refusal(() => entriesOf(rolesOf(graphOf('bigcode-head-by-head')), planOf('gpt2-with-past')))).toBe(
      'model.onnx: the queries of layer 0 are, among the outputs of the matrix of queries, keys and values, from 0 on 2 that begin 12 apart, each 4 side by side in the graph, but from 0 on 8 side by side in the model that config.json describes; put the config.json of this model beside it.',
    )
  })
})

describe('what is not recognised is refused by what was missing', () => {
  const llama = (change: (graph: OnnxGraph) => Partial<OnnxGraph>) => {
    const graph = graphOf('llama-attention-operator')
    return refusal(() => rolesOf({ ...graph, ...change(graph) }))
  }
  const mend =
    'open the safetensors that it was made of, or export it again with torch.onnx.export or Optimum'
  const notFound = (what: string) => `model.onnx: the weights were not found in the graph: ${what}; ${mend}.`

  it('a graph without attention', () => {
    const nodes = (graph: OnnxGraph) =>
      graph.nodes.map((node) => (node.type === 'Attention' ? { ...node, type: 'Unknown' } : node))
    expect(llama((graph) => ({ nodes: nodes(graph) }))).toBe(
      notFound('no attention was found in it (no Softmax between two products, no Attention operator)'),
    )
  })

  it('a graph that looks up no tokens', () => {
    const nodes = (graph: OnnxGraph) => graph.nodes.filter(({ outputs }) => outputs[0] !== 'embedding')
    expect(llama((graph) => ({ nodes: nodes(graph) }))).toBe(
      notFound('no embedding of tokens was found in it (no Gather of a matrix by an input)'),
    )
  })

  it('a graph that ends before the logits', () => {
    const head = (graph: OnnxGraph) => graph.nodes.find(({ outputs }) => outputs[0] === 'logits')!
    const outputs = (graph: OnnxGraph) => [{ name: head(graph).inputs[0], dtype: 'F32', dims: [] }]
    const sentence = llama((graph) => ({ outputs: outputs(graph) }))
    expect(sentence).toMatch(
      /its output \S+ is not made by one last product, as the logits of a language model are; open/,
    )
  })

  it('an attention whose queries come from two products', () => {
    const nodes = (graph: OnnxGraph) => {
      const core = graph.nodes.find(({ type }) => type === 'Attention')!
      const [q, k, ...others] = core.inputs
      const sum = { ...core, type: 'Add', inputs: [q, k], outputs: ['sum'], attributes: {} }
      const mixed = { ...core, inputs: ['sum', k, ...others] }
      return graph.nodes.flatMap((node) => (node === core ? [sum, mixed] : [node]))
    }
    expect(llama((graph) => ({ nodes: nodes(graph) }))).toBe(
      notFound("not one product but 2 with the queries of layer 0's attention were found"),
    )
  })
})

describe('what graph and config.json disagree on is refused by name', () => {
  const refused = (name: string, changes: Record<string, unknown>) =>
    refusal(() => entriesOf(rolesOf(graphOf(name)), planOf(name, changes)))
  const mend = 'put the config.json of this model beside it'

  it('the number of layers', () => {
    expect(refused('llama-without-names', { num_hidden_layers: 2 })).toBe(
      `model.onnx: the graph has 3 layers, but config.json describes 2; ${mend}.`,
    )
  })

  it('a bias that only config.json has', () => {
    expect(refused('llama-without-names', { attention_bias: true })).toBe(
      `model.onnx: no bias of the queries of layer 0 was found in the graph, which the model that config.json describes has; ${mend}.`,
    )
  })

  it('norms that only the graph has', () => {
    expect(refused('stablelm-norm-of-each-head', { use_qkv_bias: false })).toMatch(
      /^model.onnx: the graph has a bias of the queries of layer 0 \(\S+\), which the model that config.json describes has not; put/,
    )
  })

  it('blocks side by side', () => {
    expect(refused('neox-opset-13', { use_parallel_residual: false })).toBe(
      `model.onnx: the graph has parallel blocks of attention and MLP, but config.json describes sequential; ${mend}.`,
    )
  })
})

describe('matrices that a file has side by side, and the architecture apart', () => {
  it('become the same weights, and the other way round', () => {
    for (const name of ['llama-without-names', 'phi3-fused-without-names']) {
      const plan = planOf(name)
      const roles = rolesOf(graphOf(name))
      const weights = loadTensors(entriesOf(roles, plan), plan.layout)
      const layers = name.startsWith('llama') ? packed(roles, plan.config.dModel) : apart(roles, weights)
      const again = loadTensors(entriesOf({ ...roles, layers }, plan), plan.layout)
      const values = ({ layers: all }: TransformerWeights) =>
        all.flatMap(({ q, k, v }) => [q, k, v].map(({ weight }) => numbers(weight)))
      expect(values(again)).toEqual(values(weights))
    }
  })
})

function refusal(act: () => unknown): string | null {
  try {
    act()
    return null
  } catch (error) {
    return sentenceOf(error)
  }
}

function numbers({ data }: WeightTensor): number[] {
  return [...(data instanceof Float32Array ? data : data.lend())]
}

const computed = (dims: number[], values: () => Float32Array): OnnxArray => ({
  name: 'computed',
  dtype: 'F32',
  dims,
  stored: { values, quantised: null, steps: 1 },
})

/** q, k and v of each layer as one product. */
function packed({ layers }: GraphRoles, dModel: number): GraphRoles['layers'] {
  return layers.map((layer) => {
    const parts = [layer.q, layer.k, layer.v]
    const outputs = parts.reduce((sum, part) => sum + part.outputs, 0)
    const rows = () => Array.from({ length: dModel }, (_, row) => parts.flatMap((part) => rowOf(part, row)))
    const weight = computed([dModel, outputs], () => Float32Array.from(rows().flat()))
    const product: Product = { ...layer.q, weight, outputs, isOutFirst: false }
    return { ...layer, q: product, k: product, v: product }
  })
}

function rowOf({ weight, outputs }: Product, row: number): number[] {
  return [...arrayValues(weight)].slice(row * outputs, (row + 1) * outputs)
}

/** The one product of q, k and v as three, [in, out]. */
function apart({ layers }: GraphRoles, weights: TransformerWeights): GraphRoles['layers'] {
  return layers.map((layer, at) => {
    const product = (tensor: WeightTensor, which: string): Product => {
      const [heads, dModel, dHead] = tensor.dims
      const own = numbers(tensor)
      const values = () =>
        Float32Array.from({ length: own.length }, (_, i) => {
          const [row, column] = [Math.floor(i / (heads * dHead)), i % (heads * dHead)]
          const head = Math.floor(column / dHead)
          return own[(head * dModel + row) * dHead + (column % dHead)]
        })
      const node = { ...layer.q.node, name: which }
      const outputs = heads * dHead
      return { ...layer.q, node, weight: computed([dModel, outputs], values), outputs, isOutFirst: false }
    }
    const { q, k, v } = weights.layers[at]
    return {
      ...layer,
      q: product(q.weight, 'q'),
      k: product(k.weight, 'k'),
      v: product(v.weight, 'v'),
    }
  })
}

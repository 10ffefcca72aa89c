import type { Graph, GraphInput, GraphNode } from './graph'
import type { OpOf } from './ops'
import { floatTensor, tensorRows, type Feeds, type FloatTensor } from './tensor'

/** Rows of a lent tensor that a graph picks by indices it is given: they are read without the others. */
export interface RowPick {
  /** The value they are in the graph. */
  name: string
  /** The lent tensor. */
  from: string
  /** The input that holds the indices, or the indices themselves. */
  indices: string | { data: readonly number[]; dims: readonly number[] }
}

/** The graph with those rows as inputs in place of the tensors that nothing else is read of. */
export function withoutRowPicks(graph: Graph): { graph: Graph; picks: RowPick[] } {
  const lent = new Map(graph.inputs.filter((input) => input.lent).map((input) => [input.value.name, input]))
  const given = new Map<string, GraphInput>(graph.inputs.map((input) => [input.value.name, input]))
  const constants = new Map(graph.initializers.map((constant) => [constant.value.name, constant]))
  const picks: RowPick[] = []
  const inputs: GraphInput[] = []
  const nodes: GraphNode[] = []
  for (const node of graph.nodes) {
    const found = isRowGather(node) ? picked(node.output.name, node.op) : null
    if (!found) nodes.push(node)
    else {
      picks.push(found.pick)
      inputs.push({ value: node.output, type: 'float32', dims: found.dims })
    }
  }
  if (picks.length === 0) return { graph, picks }
  const used = new Set(nodes.flatMap(({ op }) => op.inputs.map(({ name }) => name)))
  const others = graph.inputs.filter(({ value }) => !lent.has(value.name) || used.has(value.name))
  return { graph: { ...graph, inputs: [...others, ...inputs], nodes }, picks }

  function picked(name: string, { inputs: [data, at] }: OpOf<'Gather'>) {
    const tensor = lent.get(data.name)
    const indices = given.get(at.name) ?? constants.get(at.name)
    // Others are weights of few heads, which are read whole anyway.
    if (tensor?.dims.length !== 2 || !indices?.dims) return null
    const pick: RowPick = {
      name,
      from: data.name,
      indices: 'data' in indices ? indices : at.name,
    }
    return { pick, dims: [...indices.dims, ...tensor.dims.slice(1)] }
  }
}

function isRowGather(node: GraphNode): node is GraphNode & { op: OpOf<'Gather'> } {
  return node.op.type === 'Gather' && node.op.axis === 0
}

/** The rows, by the names of the values that they are. */
export function pickedRows(picks: readonly RowPick[], feeds: Feeds): Record<string, FloatTensor> {
  return Object.fromEntries(picks.map((pick) => [pick.name, rowsOfPick(pick, feeds)]))
}

function rowsOfPick({ from, indices: of }: RowPick, feeds: Feeds): FloatTensor {
  const [count, ...rest] = feeds[from].dims
  const indices = typeof of === 'string' ? feeds[of] : of
  const values = tensorRows(feeds[from], indexNumbers(indices.data, count))
  return floatTensor(values, [...indices.dims, ...rest])
}

/** Those below 0 count from the end. */
function indexNumbers(data: unknown, count: number): number[] {
  if (!(data instanceof BigInt64Array) && !Array.isArray(data)) throw new Error('indices must be integers')
  return Array.from<number | bigint, number>(data, (index) => Number(index) + (index < 0 ? count : 0))
}

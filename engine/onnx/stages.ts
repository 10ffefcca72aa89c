import type { DataType, Graph, GraphNode, GraphStage } from './graph'

/**
 * The graph as several that are run one after another, each with lent tensors of one group at most. Outputs of a stage
 * that later ones read are their inputs. One stage where the graph reads no more than one group.
 */
export function stagesOf(graph: Graph): GraphStage[] {
  const groups = groupsOf(graph)
  if (new Set(groups.values()).size < 2) return [graph]
  const stageOf = laterStages(graph, earliestStages(graph, groups), groups)
  const count = Math.max(...stageOf.values()) + 1
  const types = typesOf(graph)
  return Array.from({ length: count }, (_, stage) => stageGraph(graph, types, stageOf, stage))
}

/** By the names of the inputs that have one. */
function groupsOf({ inputs }: Graph): Map<string, number> {
  const groups = new Map<string, number>()
  for (const { value, lent } of inputs) if (lent?.group !== undefined) groups.set(value.name, lent.group)
  return groups
}

/** By the names of the nodes' outputs: the first stage that has what a node reads. */
function earliestStages({ nodes }: Graph, groups: Map<string, number>): Map<string, number> {
  const stages = new Map<string, number>()
  /** [stage] */
  const groupOf: (number | undefined)[] = [undefined]
  for (const { output, op } of nodes) {
    const names = op.inputs.map(({ name }) => name)
    const from = Math.max(0, ...names.map((name) => stages.get(name) ?? 0))
    const needed = [...new Set(names.flatMap((name) => groups.get(name) ?? []))]
    if (needed.length > 1) throw new Error(`${output.name} reads tensors that are not lent together`)
    stages.set(output.name, needed.length === 0 ? from : stageWith(needed[0], from))
  }
  return stages

  /** The first stage from `from` on that has this group, or can have it. */
  function stageWith(group: number, from: number): number {
    const found = groupOf.findIndex((other, stage) => stage >= from && (other ?? group) === group)
    const stage = found < 0 ? groupOf.length : found
    groupOf[stage] = group
    return stage
  }
}

/**
 * Nodes that read no lent tensor wait for the first that reads what they give: a sum, say, that one layer reads of all
 * layers before it is not kept besides them.
 */
function laterStages(
  { nodes, outputs }: Graph,
  earliest: Map<string, number>,
  groups: Map<string, number>,
): Map<string, number> {
  const results = new Set(outputs.map(({ value }) => value.name))
  const readFirst = new Map<string, number>()
  const stages = new Map<string, number>()
  for (const { output, op } of nodes.toReversed()) {
    const stays = results.has(output.name) || op.inputs.some(({ name }) => groups.has(name))
    const stage = (stays ? undefined : readFirst.get(output.name)) ?? earliest.get(output.name)!
    stages.set(output.name, stage)
    for (const { name } of op.inputs) readFirst.set(name, Math.min(stage, readFirst.get(name) ?? stage))
  }
  return stages
}

/** Operators give what they read first: integers only of integers. */
function typesOf({ inputs, initializers, nodes }: Graph): Map<string, DataType> {
  const types = new Map([...inputs, ...initializers].map(({ value, type }) => [value.name, type]))
  for (const { output, op } of nodes) types.set(output.name, types.get(op.inputs[0].name)!)
  return types
}

function stageGraph(
  graph: Graph,
  types: Map<string, DataType>,
  stageOf: Map<string, number>,
  stage: number,
): GraphStage {
  const isOwn = ({ output }: GraphNode) => stageOf.get(output.name) === stage
  const nodes = graph.nodes.filter(isOwn)
  const made = new Set(nodes.map(({ output }) => output.name))
  const read = new Set(nodes.flatMap(({ op }) => op.inputs.map(({ name }) => name)))
  const others = graph.nodes.filter((node) => !isOwn(node))
  const crossing = others
    .filter(({ output }) => read.has(output.name))
    .map(({ output }) => ({ value: output, type: types.get(output.name)!, dims: null }))
  const readLater = new Set(others.flatMap(({ op }) => op.inputs.map(({ name }) => name)))
  const outputs = graph.outputs.filter(({ value }) => made.has(value.name))
  const named = new Set(outputs.map(({ value }) => value.name))
  const passedOn = nodes.filter(({ output: { name } }) => readLater.has(name) && !named.has(name))
  return {
    name: `${graph.name}.${stage}`,
    inputs: [...graph.inputs.filter(({ value }) => read.has(value.name)), ...crossing],
    initializers: graph.initializers.filter(({ value }) => read.has(value.name)),
    nodes,
    outputs: [...outputs, ...passedOn.map(({ output }) => ({ value: output, dims: null }))],
  }
}

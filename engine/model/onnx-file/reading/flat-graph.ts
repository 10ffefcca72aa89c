import { shown } from '../../../../contract'
import type { OnnxArray, OnnxAttribute, OnnxNode, OnnxValue } from '../onnx-graph'
import { MAX_NODES, type StoredAttributes, type StoredGraph, type StoredNode } from './graph-proto'
import type { StoredFunction, StoredModel } from './model-proto'
import { constantOf } from './constant-node'
import type { WireFile } from './wire-format'

/** A graph without functions, nested graphs and Identities; nodes in the order of the file. */
export interface FlatGraph {
  inputs: OnnxValue[]
  outputs: OnnxValue[]
  nodes: OnnxNode[]
  arrays: Map<string, OnnxArray>
}

/** What the names of a graph or function are called in the flat one. */
interface Scope {
  names: Map<string, string>
  /** What a name means that is not made here. */
  outer: (name: string) => string
  prefix: string
  /** Attributes of the node that calls a function. */
  given: StoredAttributes | null
}

/**
 * One graph of it all: functions in line, constants among the arrays, of `If` the branch that its condition chooses; by
 * an input, as merged files have it, the one without a past. Identities are seen through.
 * @throws PatchbayError (bad-input): a value that is made twice or not at all, more nodes than are read.
 */
export function flatten(model: StoredModel, file: WireFile): FlatGraph {
  return new Flattening(model, file).whole()
}

class Flattening {
  private readonly nodes: OnnxNode[] = []
  private readonly arrays = new Map<string, OnnxArray>()
  private readonly made = new Set<string>()
  /** Names that are given to something, made yet or not: a branch may call its output as the graph around it does. */
  private readonly given = new Set<string>()
  /** Of an Identity's output: its input. */
  private readonly same = new Map<string, string>()
  private steps = 0
  private readonly functions: Map<string, StoredFunction>
  private readonly conditions: Set<string>

  constructor(
    private readonly model: StoredModel,
    private readonly file: WireFile,
  ) {
    this.functions = new Map(model.functions.map((one) => [`${one.domain} ${one.name}`, one]))
    this.conditions = new Set(
      model.graph.inputs.filter(({ dtype }) => dtype === 'BOOL').map(({ name }) => name),
    )
  }

  whole(): FlatGraph {
    const { graph } = this.model
    const constants = new Set(graph.arrays.map(({ name }) => name))
    // Before version 4 of the format every initializer was an input as well.
    const inputs = graph.inputs.filter(({ name }) => !constants.has(name))
    for (const { name } of inputs) {
      this.make(name)
      this.given.add(name)
    }
    this.graph(graph, { names: new Map(), outer: (name) => name, prefix: '', given: null }, 0)
    const outputs = new Set(graph.outputs.map(({ name }) => name))
    const source = (name: string) => this.sourceOf(name)
    const nodes = this.nodes
      .filter(({ type, domain, outputs: [output] }) => !isIdentity(type, domain) || outputs.has(output))
      .map((node) => ({ ...node, inputs: node.inputs.map(source) }))
    for (const { name, inputs: read } of nodes)
      for (const value of read)
        if (value !== '' && !this.made.has(value))
          throw this.file.refused(
            `node ${shown(name)} reads ${shown(value)}, which nothing in the file makes`,
          )
    return { inputs, outputs: graph.outputs, nodes, arrays: this.arrays }
  }

  private sourceOf(name: string): string {
    let source = name
    for (let steps = 0; this.same.has(source); steps++) {
      if (steps > this.same.size) throw this.file.refused(`the value ${shown(name)} is made of itself`)
      source = this.same.get(source)!
    }
    return source
  }

  private make(name: string): string {
    if (this.made.has(name)) throw this.file.refused(`the value ${shown(name)} is made twice`)
    this.made.add(name)
    return name
  }

  private graph({ nodes, arrays }: Pick<StoredGraph, 'nodes' | 'arrays'>, scope: Scope, depth: number): void {
    const own = (name: string) => {
      if (name === '' || scope.names.has(name)) return
      scope.names.set(name, this.unused(scope.prefix + name))
    }
    for (const { name } of arrays) own(name)
    for (const { outputs } of nodes) outputs.forEach(own)
    for (const array of arrays) this.array(scope.names.get(array.name)!, array)
    for (const node of nodes) this.node(node, scope, depth)
  }

  private unused(name: string): string {
    let unused = name
    for (let i = this.given.size; this.given.has(unused); i++) unused = `${name}_${i}`
    this.given.add(unused)
    return unused
  }

  private array(name: string, array: OnnxArray): void {
    this.arrays.set(this.make(name), { ...array, name })
  }

  private node(stored: StoredNode, scope: Scope, depth: number): void {
    if (++this.steps > MAX_NODES)
      throw this.file.refused(
        `with its functions in line it has more than ${MAX_NODES} nodes; no more are read`,
      )
    const node = { ...stored, ...attributesIn(stored, scope.given) }
    const meaning = (name: string) => (name === '' ? '' : (scope.names.get(name) ?? scope.outer(name)))
    const inputs = node.inputs.map(meaning)
    const outputs = node.outputs.map(meaning)
    const called = this.functions.get(`${node.domain} ${node.type}`)
    if (called) return this.call(called, { ...node, inputs, outputs }, scope, depth)
    const branch = this.branchOf(node, inputs)
    if (branch) return this.branch(branch, outputs, { ...scope, outer: meaning, names: new Map() }, depth)
    const constant = constantOf(node)
    if (constant) return this.array(outputs[0], constant)
    if (isIdentity(node.type, node.domain)) this.same.set(outputs[0], inputs[0])
    for (const output of outputs) if (output !== '') this.make(output)
    const { type, domain, attributes, scopes } = node
    this.nodes.push({ name: scope.prefix + node.name, type, domain, inputs, outputs, attributes, scopes })
  }

  private call(called: StoredFunction, node: StoredNode, { prefix }: Scope, depth: number): void {
    if (depth > MOST_NESTED)
      throw this.file.refused(`its functions call one another more than ${MOST_NESTED} deep`)
    const path = `${prefix}${node.name || called.name}/`
    // Of functions in functions in functions; every name in them begins with it.
    const inner = path.length > LONGEST_PATH ? `${this.steps}/` : path
    const names = new Map<string, string>()
    called.inputs.forEach((name, i) => names.set(name, node.inputs[i] ?? ''))
    called.outputs.forEach((name, i) => {
      // A function may give one of its inputs back.
      if (!names.has(name)) names.set(name, node.outputs[i] || this.unused(inner + name))
      else if (node.outputs[i]) this.pass(names.get(name)!, node.outputs[i])
    })
    const given = { ...called.defaults }
    for (const kind of ['attributes', 'tensors', 'graphs'] as const)
      Object.assign(given, { [kind]: { ...called.defaults[kind], ...node[kind] } })
    const scope = { names, outer: (name: string) => inner + name, prefix: inner, given }
    this.graph({ nodes: called.nodes, arrays: [] }, scope, depth + 1)
  }

  private branch(branch: StoredGraph, outputs: string[], scope: Scope, depth: number): void {
    if (depth > MOST_NESTED) throw this.file.refused(`its graphs are nested more than ${MOST_NESTED} deep`)
    this.graph(branch, scope, depth + 1)
    branch.outputs.forEach(({ name }, i) => {
      if (outputs[i]) this.pass(scope.names.get(name) ?? scope.outer(name), outputs[i])
    })
  }

  /** A value under a second name. */
  private pass(from: string, to: string): void {
    this.same.set(this.make(to), from)
    this.nodes.push({
      name: to,
      type: 'Identity',
      domain: '',
      inputs: [from],
      outputs: [to],
      attributes: {},
      scopes: [],
    })
  }

  /** null: no `If`, or one whose condition is known only when it is run. */
  private branchOf({ type, domain, graphs }: StoredNode, [condition]: string[]): StoredGraph | null {
    if (type !== 'If' || domain !== '') return null
    const source = this.sourceOf(condition)
    const constant = this.arrays.get(source)
    const isTrue = constant && 'bytes' in constant.stored ? constant.stored.bytes[0] === 1 : null
    if (isTrue === null && !this.conditions.has(source)) return null
    return graphs[isTrue ? 'then_branch' : 'else_branch'] ?? null
  }
}

const MOST_NESTED = 32
const LONGEST_PATH = 200

const isIdentity = (type: string, domain: string) => type === 'Identity' && domain === ''

/** With the values that refer to those of the node that calls the function. */
function attributesIn(node: StoredNode, given: StoredAttributes | null): StoredAttributes {
  const { attributes, tensors, graphs, references } = node
  const own = {
    attributes: { ...attributes },
    tensors: { ...tensors },
    graphs: { ...graphs },
    references: {},
  }
  for (const [name, of] of Object.entries(references)) {
    if (given?.attributes[of] !== undefined)
      (own.attributes as Record<string, OnnxAttribute>)[name] = given.attributes[of]
    if (given?.tensors[of]) own.tensors[name] = given.tensors[of]
    if (given?.graphs[of]) own.graphs[name] = given.graphs[of]
  }
  return own
}

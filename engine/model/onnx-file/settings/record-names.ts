import type { OnnxGraph } from '../onnx-graph'

/** The parts of the library's names that say what a tensor is within its layer: `self_attn.q_proj`. */
function moduleOf(name: string): string {
  return name.replace(/^.*?\.\d+\./, '').replace(/\.(weight|bias)$/, '')
}

/** How many of an architecture's names a graph has, among its constants, nodes and scopes. */
export function nameCount(graph: OnnxGraph, names: readonly string[]): number {
  const modules = [...new Set(names.map(moduleOf))]
  const text = textOf(graph)
  return modules.filter((module) => text.includes(`.${module}.`)).length
}

const TEXTS = new WeakMap<OnnxGraph, string>()

/** All names of a graph, with their parts between dots. */
function textOf(graph: OnnxGraph): string {
  const known = TEXTS.get(graph)
  if (known !== undefined) return known
  const names = [...graph.arrays.keys(), ...graph.nodes.flatMap(({ name, scopes }) => [name, ...scopes])]
  const text = [...new Set(names)].map((name) => `.${name.replaceAll('/', '.')}.`).join('\n')
  TEXTS.set(graph, text)
  return text
}

import type { OnnxNode } from '../onnx-graph'
import type { ValueGraph } from './value-graph'

/** Through which nodes one value of a graph leads to another. Nothing is followed through a shape. */

/**
 * The nodes from one value to another, in their order; null where there are none. Of several ways the one through first
 * inputs is taken: of a value times what was computed of it, as norms have it, the value itself.
 */
export function wayBetween(values: ValueGraph, from: string, to: string): OnnxNode[] | null {
  const seen = new Set<string>()
  const way: { node: OnnxNode; next: number }[] = []
  let value = to
  while (value !== from) {
    values.step()
    const node = seen.has(value) ? undefined : values.maker(value)
    seen.add(value)
    if (node && node.type !== 'Shape') way.push({ node, next: 0 })
    while (way.length > 0 && way.at(-1)!.next >= way.at(-1)!.node.inputs.length) way.pop()
    const last = way.at(-1)
    if (!last) return null
    value = last.node.inputs[last.next++]
  }
  return way.map(({ node }) => node).reverse()
}

/** All nodes that `value` depends on, from it back to the values `stops`. */
export function sourcesOf(
  values: ValueGraph,
  value: string,
  stops: ReadonlySet<string> = new Set(),
): Set<OnnxNode> {
  const found = new Set<OnnxNode>()
  const open = [value]
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const node = stops.has(one) ? undefined : values.maker(one)
    if (!node || node.type === 'Shape' || found.has(node)) continue
    values.step()
    found.add(node)
    open.push(...node.inputs)
  }
  return found
}

/** All nodes that lead from one value to another, and the values that they read besides. */
export function between(
  values: ValueGraph,
  from: string,
  to: string,
): { nodes: OnnxNode[]; besides: string[] } {
  const dependent = new Set([from])
  const ordered = values.inOrder(sourcesOf(values, to, dependent), (node) => node)
  const nodes = ordered.filter((node) => {
    const depends = node.inputs.some((input) => dependent.has(input))
    if (depends) for (const output of node.outputs) dependent.add(output)
    return depends
  })
  const besides = nodes.flatMap(({ inputs }) => inputs.filter((input) => !dependent.has(input)))
  return { nodes, besides: [...new Set(besides)].filter((input) => input !== '') }
}

import type { Graph } from './graph'
import { attributesOf, type Op } from './ops'

/** The graph as text, one value a line: for snapshot tests and for reading. */
export function printGraph(graph: Graph): string {
  return [
    `graph ${graph.name}`,
    ...graph.inputs.map(({ value, type, dims }) => `  input ${value.name}: ${type}[${dims.join(', ')}]`),
    ...graph.initializers.map(
      ({ value, type, dims, data }) =>
        `  constant ${value.name}: ${type}[${dims.join(', ')}] = ${preview(data)}`,
    ),
    ...graph.nodes.map(({ output, op }) => `  ${output.name} = ${printOp(op)}`),
    ...graph.outputs.map(({ value, dims }) => `  output ${value.name}: [${dims.join(', ')}]`),
    '',
  ].join('\n')
}

function printOp(op: Op): string {
  const attributes = Object.entries(attributesOf(op)).map(
    ([name, { value }]) => `${name}=${JSON.stringify(value)}`,
  )
  const inputs = op.inputs.map((input) => input.name)
  return `${op.type}(${[...inputs, ...attributes].join(', ')})`
}

function preview(data: number[]): string {
  const shown = data.slice(0, 8).map((x) => Number(x.toPrecision(6)))
  return data.length > 8 ? `${shown.join(' ')} ... (${data.length})` : shown.join(' ')
}

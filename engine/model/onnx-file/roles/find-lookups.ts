import type { Lookup } from './graph-roles'
import type { OnnxNode } from '../onnx-graph'
import { PASSING, type ValueGraph } from './value-graph'

/** The table of token embeddings: rows chosen by an input of the graph. @throws PatchbayError (bad-input) where there is none. */
export function findTokens(values: ValueGraph): Lookup {
  const candidates = lookups(values)
    .map((lookup) => ({ lookup, input: inputOf(values, lookup.node.inputs[1]) }))
    .filter(({ input }) => input !== null && !/position|segment|type/i.test(input))
  const named = candidates.find(({ input }) => input === 'input_ids') ?? candidates[0]
  if (!named)
    throw values.refused('no embedding of tokens was found in it (no Gather of a matrix by an input)')
  return named.lookup
}

/** Learned positions: rows that are added to the stream as they are. */
export function findPositions(values: ValueGraph): Lookup | null {
  for (const lookup of lookups(values)) {
    if (values.isOnStream(lookup.node.outputs[0])) continue
    const isAdded = values
      .forward(lookup.node.outputs[0], (node) => !PASSING.includes(node.type))
      .stops.some((node) => node.type === 'Add' && node.inputs.some((input) => values.isOnStream(input)))
    if (isAdded) return lookup
  }
  return null
}

/** Rows or a part of a constant matrix. */
function lookups(values: ValueGraph): Lookup[] {
  return values.graph.nodes.flatMap((node) => {
    const table = LOOKUPS.includes(node.type) ? values.floats(node.inputs[0]) : null
    return table?.dims.length === 2 && !values.constant(node.outputs[0]) ? [{ node, table }] : []
  })
}

const LOOKUPS = ['Gather', 'GatherND', 'Slice']

/** The graph's input that a value is, seen through changes of type and shape. */
function inputOf(values: ValueGraph, value: string): string | null {
  const names = new Set(values.graph.inputs.map(({ name }) => name))
  let at = value
  for (let node: OnnxNode | undefined = values.maker(at); node; node = values.maker(at)) {
    values.step()
    if (!CHOOSING.includes(node.type)) return null
    at = node.inputs[0]
  }
  return names.has(at) ? at : null
}

const CHOOSING = [...PASSING, 'Clip', 'Max', 'Min', 'Mod', 'Abs']

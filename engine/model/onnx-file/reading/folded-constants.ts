import { sizeOfShape } from '../../../onnx'
import type { OnnxArray, OnnxNode } from '../onnx-graph'
import { folded } from './folding-rules'
import type { FlatGraph } from './flat-graph'

/**
 * Without the nodes that compute constants of constants, as an exporter leaves them that does not fold: what they give is
 * among the arrays. Nothing large is read or computed before it is asked for.
 */
export function foldConstants({ nodes, arrays, outputs, ...rest }: FlatGraph): FlatGraph {
  const all = new Map(arrays)
  const asked = new Set(outputs.map(({ name }) => name))
  const left: OnnxNode[] = []
  let elements = 0
  for (const node of nodes) {
    const inputs = node.inputs.map((name) => (name === '' ? null : all.get(name)))
    const isConstant = inputs.some(Boolean) && inputs.every((input) => input !== undefined)
    const isAsked = node.outputs.some((name) => asked.has(name))
    const found =
      isConstant && !isAsked && elements < MOST_ELEMENTS ? folded(node, inputs as (OnnxArray | null)[]) : null
    for (const one of [...(found ?? []), ...(found ? inputs : [])]) if (one) elements += smallCount(one)
    if (found === null) left.push(node)
    else found.forEach((array, i) => node.outputs[i] && all.set(node.outputs[i], array))
  }
  return { ...rest, outputs, nodes: left, arrays: all }
}

/** Elements that are computed when a file is opened, or looked at for it: what exporters leave has some thousands. */
const MOST_ELEMENTS = 2 ** 22

const smallCount = ({ dims, stored }: OnnxArray) => ('bytes' in stored ? sizeOfShape(dims) : 1)

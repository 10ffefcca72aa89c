import { sizeOfShape } from '../../../onnx'
import { arrayValues } from '../array-values'
import type { AttentionCore } from '../roles/graph-roles'
import type { OnnxArray, OnnxNode } from '../onnx-graph'
import type { ValueGraph } from '../roles/value-graph'
import { numberOf } from './scalars'
import { sourcesOf, between } from '../roles/ways'

/** How many positions a query of a layer sees, its own and those before it; null: all. */
export function windowOf(values: ValueGraph, core: AttentionCore): number | null {
  const { attributes, inputs } = core.node
  if (attributes.window !== undefined) return Number(attributes.window)
  const masks =
    core.scores === null
      ? [inputs[3] ?? '']
      : between(values, core.scores.outputs[0], core.node.inputs[0]).besides
  const nodes = new Set(masks.flatMap((mask) => [...sourcesOf(values, mask)]))
  const found = [...nodes].map((node) => comparedWindow(values, node)).find((one) => one !== null)
  return found ?? tabledWindow(values, masks, nodes)
}

/** key > query - window, query - key < window, or the like. */
function comparedWindow(values: ValueGraph, node: OnnxNode): number | null {
  const { type, inputs } = node
  if (type === 'Trilu') return cutWindow(values, node)
  const isStrict = type === 'Greater' || type === 'Less'
  if (!isStrict && type !== 'GreaterOrEqual' && type !== 'LessOrEqual') return null
  for (const input of inputs.slice(0, 2)) {
    const back = stepsBack(values, values.maker(values.through(input)))
    if (back !== null && back > 0) return isStrict ? back : back + 1
  }
  return comparedDistance(values, node)
}

/** How many positions a distance is compared with: what is seen is nearer, or what is not is farther. */
function comparedDistance(values: ValueGraph, { type, inputs }: OnnxNode): number | null {
  const at = inputs.findIndex((input) => isDistance(values, input))
  const limit = at < 0 ? null : numberOf(values, inputs[1 - at], null)
  if (limit === null || limit <= 0) return null
  const isLess = type.startsWith('Less') === (at === 0)
  return isLess === type.endsWith('OrEqual') ? limit + 1 : limit
}

/** A difference of positions, neither of which is a constant. */
function isDistance(values: ValueGraph, value: string): boolean {
  const node = values.maker(values.through(value))
  if (node?.type === 'Abs') return isDistance(values, node.inputs[0])
  return node?.type === 'Sub' && node.inputs.every((input) => numberOf(values, input, null) === null)
}

/** What is left of a square above, or below, a line so many positions before the diagonal. */
function cutWindow(values: ValueGraph, { inputs, attributes }: OnnxNode): number | null {
  const line = inputs[1] ? numberOf(values, inputs[1], null) : null
  if (line === null || line >= 0) return null
  return Number(attributes.upper ?? 1) === 1 ? 1 - line : -line
}

/** How many positions before its own a node counts to. */
function stepsBack(values: ValueGraph, node: OnnxNode | undefined): number | null {
  if (node?.type !== 'Sub' && node?.type !== 'Add') return null
  const [first, second] = node.inputs.map((input) => numberOf(values, input, null))
  if (node.type === 'Sub') return second
  const added = first ?? second
  return added === null ? null : -added
}

/** Masks that are stored [.., positions, positions], 1 where a query sees a key (GPT-Neo). */
function tabledWindow(
  values: ValueGraph,
  masks: readonly string[],
  nodes: ReadonlySet<OnnxNode>,
): number | null {
  const tables = [...masks, ...[...nodes].flatMap((node) => node.inputs)]
    .map((value) => values.constant(value))
    .filter((array) => array !== null && isSquare(array))
  const widths = tables.map((array) => seenInLastRow(array!))
  const least = Math.min(...widths.map(({ seen, positions }) => (seen < positions ? seen : Infinity)))
  return Number.isFinite(least) ? least : null
}

function isSquare({ dtype, dims }: OnnxArray): boolean {
  const [rows, columns] = dims.slice(-2)
  return (
    ['BOOL', 'U8'].includes(dtype) &&
    dims.length >= 2 &&
    rows === columns &&
    rows > 1 &&
    sizeOfShape(dims) === rows * columns &&
    rows <= MOST_POSITIONS
  )
}

/** Of a mask that is read when the file is opened. */
const MOST_POSITIONS = 4096

function seenInLastRow(array: OnnxArray): { seen: number; positions: number } {
  const positions = array.dims.at(-1)!
  const last = [...arrayValues(array).subarray(-positions)]
  return { seen: last.filter((value) => value !== 0).length, positions }
}

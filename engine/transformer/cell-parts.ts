import type { GraphBuilder, Value } from '../onnx'
import { partsOf, type Part } from './parts'

/**
 * Rows worked off at once: few enough for what lies between two operators to stay in the processor's cache. An odd
 * number, since receivers whose values lie a multiple of 4 KiB apart push each other out of it.
 */
const PART_ROWS = 45

/** Stretches of the rows of a run; a part's values of one sender or receiver are `count * dModel` cells. */
export const cellParts = (rows: number): Part[] => partsOf(rows, PART_ROWS)

/** The rows of a part, of a value that has all of them along `axis`. */
export function rowsOfPart(
  builder: GraphBuilder,
  value: Value,
  axis: number,
  { from, count }: Part,
  name = 'part',
): Value {
  const range = Array.from({ length: count }, (_, i) => from + i)
  return builder.gather(value, builder.constant(range, [count], 'int64'), axis, name)
}

/** `scores` [sender, receiver], summed over parts: the changes `delta.PART` [sender, cells] x gradients^T. */
export function edgeScores(
  builder: GraphBuilder,
  parts: readonly Part[],
  gradientsOf: (part: Part) => Value,
): void {
  const products = parts.map((part) =>
    builder.scope(`part${part.name}`, () => {
      const columns = builder.transpose(gradientsOf(part), [1, 0], 'columns')
      return builder.matMul(
        builder.input(`delta.${part.name}`, ['senders', `cells.${part.name}`]),
        columns,
        'product',
      )
    }),
  )
  const scores = products.reduce((sum, product) => builder.add(sum, product, 'sum'))
  builder.output(builder.identity(scores, 'scores'), ['senders', 'receivers'])
}

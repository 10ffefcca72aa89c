import type { GraphBuilder, Value } from '../onnx'
import type { Part } from './parts'

/** Few enough for what one operator passes to the next to stay in the processor's cache. */
const MAX_PART_ROWS = 75

/**
 * Parts of the rows of a run that are computed at once; a part's values of one sender or receiver are
 * `count * dModel` cells. As few parts as may be, all of an odd number of rows: receivers whose values are a multiple of 2
 * or 4 KiB apart push each other out of the cache, which cost a quarter of EAP's time.
 */
export function cellParts(rows: number): Part[] {
  const fewest = Math.ceil(rows / MAX_PART_ROWS)
  // So many odd numbers have a sum as odd as that of the rows.
  const parts = fewest % 2 === rows % 2 ? fewest : fewest + 1
  const least = Math.floor((rows / parts - 1) / 2) * 2 + 1
  const larger = (rows - parts * least) / 2
  let from = 0
  return Array.from({ length: parts }, (_, part) => {
    const count = least + (part < larger ? 2 : 0)
    from += count
    return { name: `${part}`, from: from - count, count }
  })
}

/** The rows of a part, of a value that has all of them along `axis`. */
export function rowsOfPart(
  builder: GraphBuilder,
  value: Value,
  axis: number,
  { from, count }: Pick<Part, 'from' | 'count'>,
  name = 'part',
): Value {
  const range = Array.from({ length: count }, (_, i) => from + i)
  return builder.gather(value, builder.constant(range, [count], 'int64'), axis, name)
}

/** The changes of all senders at the rows of a part: [sender, cells]. */
export const changesInput = (builder: GraphBuilder, { name }: Part): Value =>
  builder.input(`delta.${name}`, ['senders', `cells.${name}`])

/** The changes `delta.PART` x gradients^T, summed over parts: [sender, receiver]. */
export function changesTimes(
  builder: GraphBuilder,
  parts: readonly Part[],
  gradientsOf: (part: Part) => Value,
): Value {
  const products = parts.map((part) =>
    builder.scope(`part${part.name}`, () => {
      const columns = builder.transpose(gradientsOf(part), [1, 0], 'columns')
      return builder.matMul(changesInput(builder, part), columns, 'product')
    }),
  )
  return products.reduce((sum, product) => builder.add(sum, product, 'sum'))
}

/** Outputs `scores` [sender, receiver]. */
export function outputScores(builder: GraphBuilder, scores: Value): void {
  builder.output(builder.identity(scores, 'scores'), ['senders', 'receivers'])
}

import type { ColumnAxis, Columns, Product } from './graph-roles'
import { nextView, sizesOfView, type ColumnView } from './column-views'
import type { Sizes } from './given-shape'
import type { OnnxNode } from '../onnx-graph'
import type { ValueGraph } from './value-graph'
import { between } from './ways'

/** The values that attention reads, and the products that make them. */
export type Packed = Readonly<Record<'q' | 'k' | 'v', { product: Product; value: string }>>

/**
 * How a product that makes q, k and v is cut into them; null: they have products of their own, or the graph does not show
 * it.
 */
export function columnsOfPacked(
  values: ValueGraph,
  packed: Packed,
): Readonly<Record<'q' | 'k' | 'v', Columns>> | null {
  const { node, outputs } = packed.q.product
  if (packed.k.product.node !== node || packed.v.product.node !== node) return null
  const [q, k, v] = [packed.q, packed.k, packed.v].map(({ product, value }) =>
    columnsBetween(values, product, value),
  )
  const isAll = countOfColumns(q) + countOfColumns(k) + countOfColumns(v) === outputs
  return isAll ? { q, k, v } : null
}

/** Which outputs of a product a value has, followed as far as nothing but their order and number is changed. */
function columnsBetween(values: ValueGraph, product: Product, to: string): Columns {
  const way = new Set(between(values, product.output, to).nodes)
  const readersOnWay = (value: string) => values.readers(value).filter((node) => way.has(node))
  const isOnWay = (value: string) => value === to || readersOnWay(value).length > 0
  let at = product.output
  let view: ColumnView = { offset: 0, axes: [{ size: product.outputs, stride: 1 }], isRankKnown: false }
  const known = new Map<string, Sizes>()
  while (at !== to) {
    known.set(at, sizesOfView(view))
    const step = onlyStep(readersOnWay(at), isOnWay)
    const next = step && nextView({ values, ...step, from: at, view, known })
    if (!next) break
    view = next
    at = step.output
  }
  return { offset: view.offset, axes: mergedAxes(view.axes.filter((axis) => axis !== null)) }
}

/** Where a value is used in several ways, as rotary positions do it, its columns are cut already. */
function onlyStep(
  readers: readonly OnnxNode[],
  isOnWay: (value: string) => boolean,
): { node: OnnxNode; output: string } | null {
  const outputs = readers.flatMap(({ outputs: all }) =>
    all.filter((output) => output !== '' && isOnWay(output)),
  )
  return readers.length === 1 && outputs.length === 1 ? { node: readers[0], output: outputs[0] } : null
}

/** Axes that follow one another without a gap are one. */
export function mergedAxes(axes: readonly ColumnAxis[]): ColumnAxis[] {
  return axes
    .filter(({ size }) => size !== 1)
    .reduceRight<ColumnAxis[]>((inner, axis) => {
      const [next, ...rest] = inner
      return next && axis.stride === next.size * next.stride
        ? [{ size: axis.size * next.size, stride: next.stride }, ...rest]
        : [axis, ...inner]
    }, [])
}

const countOfColumns = ({ axes }: Columns): number => axes.reduce((count, { size }) => count * size, 1)

/** For sentences: `from 16 on 4 that begin 24 apart, each 8 side by side`. */
export function columnsText({ offset, axes }: Columns): string {
  const texts = axes.map(({ size, stride }) =>
    stride === 1 ? `${size} side by side` : `${size} that begin ${stride} apart`,
  )
  return `from ${offset} on ${texts.join(', each ') || 'a single one'}`
}

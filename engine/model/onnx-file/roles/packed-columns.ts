import { PatchbayError } from '../../../../contract'
import { elementsOf } from './value-graph'
import type { Columns, GraphRoles, LayerRoles } from './graph-roles'
import { columnsText, mergedAxes } from './product-columns'
import type { AskedTensor, RecordedLayout } from './recorded-layout'

/**
 * One matrix of q, k and v has their outputs side by side, or head by head.
 * @throws PatchbayError (bad-input) where the graph cuts it otherwise than the plan's layout.
 */
export function refuseOtherColumns(recorded: RecordedLayout, { graph, layers }: GraphRoles): void {
  for (const [at, layer] of layers.entries()) {
    const planned = layer.columns && plannedColumns(recorded, layer, at)
    for (const [name, what] of planned ? PARTS : []) {
      const [found, asked] = [columnsText(layer.columns![name]), columnsText(planned![name])]
      if (found === asked) continue
      throw new PatchbayError(
        'bad-input',
        `${graph.fileName}: the ${what} of layer ${at} are, among the outputs of the matrix of queries, keys and values, ${found} in the graph, but ${asked} in the model that config.json describes; put the config.json of this model beside it.`,
      )
    }
  }
}

const PARTS = [['q', 'queries'], ['k', 'keys'], ['v', 'values']] as const // prettier-ignore

function plannedColumns(
  { weights, askedFor }: RecordedLayout,
  layer: LayerRoles,
  at: number,
): Record<'q' | 'k' | 'v', Columns> | null {
  const own = weights.layers[at]
  const asked = PARTS.map(([name]) => askedFor(own[name].weight))
  const [q, k, v] = asked
  if (!q || !k || !v) return null
  if (q.name === k.name && k.name === v.name)
    return { q: columnsOfView(q), k: columnsOfView(k), v: columnsOfView(v) }
  // Of tensors apart, each is read from where the one before ends.
  const counts = PARTS.map(([name]) => elementsOf(own[name].weight) / layer.q.inputs)
  const apart = (which: number): Columns => ({
    offset: counts.slice(0, which).reduce((sum, count) => sum + count, 0),
    axes: [{ size: counts[which], stride: 1 }],
  })
  return { q: apart(0), k: apart(1), v: apart(2) }
}

/** Of a view [.., in, out] of a matrix that is stored as [out, in], or as [in, out]. */
function columnsOfView({ dims: stored, view }: AskedTensor): Columns {
  const dims = view?.dims ?? [...stored]
  const strides = view?.strides ?? dims.map((_, axis) => elementsOf({ dims: dims.slice(axis + 1) }))
  const step = strides.at(-2) === 1 ? stored[1] : 1
  const axes = dims.map((size, axis) => ({ size, stride: strides[axis] / step }))
  return { offset: (view?.offset ?? 0) / step, axes: mergedAxes(axes.toSpliced(-2, 1)) }
}

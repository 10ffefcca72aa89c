import { MAX_EDGES, PatchbayError } from '../../contract'
import { edgeCountOf, type GraphShape } from '../graph'
import { configError } from './settings/config-fields'
import type { TransformerConfig } from './transformer'

/**
 * Compares config.json's sizes with what the weights can have and a graph may have, before anything is made
 * for each layer or edge.
 * @throws PatchbayError (bad-input) for more layers than tensors, and for more edges than MAX_EDGES.
 */
export function refuseSizes(
  { layerCount: layers, heads, dMlp, parallel }: TransformerConfig,
  tensorCount: number,
): void {
  if (layers > tensorCount) {
    throw configError(
      `the model would have ${layers} layers, but the weights hold only ${tensorCount} tensors; put the config.json of these weights beside them`,
    )
  }
  refuseEdgeCount({ layers, heads, mlps: dMlp !== null, parallel }, 'config.json')
}

/** @throws PatchbayError (bad-input) for a graph of more than MAX_EDGES edges; `where` names the file that describes it. */
export function refuseEdgeCount(shape: GraphShape, where: string): void {
  const edges = edgeCountOf(shape)
  if (edges <= MAX_EDGES) return
  const count = Number.isSafeInteger(edges) ? edges.toLocaleString('en-US') : edges.toExponential(1)
  const size = `${shape.layers} layers of ${shape.heads} heads make a graph of ${count} edges`
  const most = `at most ${MAX_EDGES.toLocaleString('en-US')} can be patched`
  throw new PatchbayError('bad-input', `${where}: ${size}; ${most}.`)
}

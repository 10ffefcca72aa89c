import { PatchbayError, shown, type WeightsInfo } from '../../../../contract'
import type { TensorEntries } from '../../weights/tensor-entry'
import { storedTypes } from '../../weights/weights-info'
import type { GraphRoles } from '../roles/graph-roles'
import type { OnnxGraph } from '../onnx-graph'

/** Operators that compute with activations of few bits: their results depend on the values that are rounded. */
const OF_ACTIVATIONS =
  /^(DynamicQuantize(Linear|MatMul|LSTM)|QuantizeLinear|MatMulInteger|MatMulIntegerToFloat|ConvInteger|QLinear\w+|QGemm|QAttention|QOrdered\w+)$/

/**
 * Refuses what has no weights that mean the same as its own: with activations of few bits there is no gradient, and no
 * patched value would be that of the model.
 * @throws PatchbayError (bad-input) naming file and node.
 */
export function refuseQuantisedActivations({ fileName, nodes }: OnnxGraph): void {
  const node = nodes.find(({ type }) => OF_ACTIVATIONS.test(type))
  if (!node) return
  const why = `it rounds activations to few bits while it runs (${node.type}, node ${shown(node.name)})`
  const mend = 'open the model as it was before, or an export that quantises weights alone'
  throw new PatchbayError(
    'bad-input',
    `${fileName} is a quantised model that cannot be opened: ${why}; ${mend}.`,
  )
}

/** Whether a head that was tied is another matrix than the embedding now, because one of them is rounded, or each in its way. */
export function hasOwnHead({ head, tokens }: GraphRoles): boolean {
  const [own, embedding] = [head.weight, tokens.table].map(({ stored }) => stored)
  return own !== embedding && [own, embedding].some((one) => 'values' in one && one.quantised !== null)
}

/** What every result of such a model says: that it is one. */
export function quantisedWarning({ quantised }: WeightsInfo): string[] {
  if (quantised === null) return []
  const are = `its weights are ${quantised}, and are computed with as the file's own are`
  return [`This is the quantised model: ${are}. Results are of it, not of the model that it was made from.`]
}

/** How a graph's weights are quantised, and what its arrays take as they are stored; nothing where they are not. */
export function quantisedInfo(entries: TensorEntries, { arrays }: OnnxGraph): Partial<WeightsInfo> {
  const ways = new Set([...entries.values()].flatMap(({ quantised }) => quantised ?? []))
  if (ways.size === 0) return {}
  const inFiles = [...arrays.values()].flatMap(({ dtype, stored }) =>
    'lengthBytes' in stored ? [{ dtype, lengthBytes: stored.lengthBytes }] : [],
  )
  return { quantised: [...ways].sort().join(' and '), ...storedTypes(inFiles) }
}

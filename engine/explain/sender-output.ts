import type { Experiment } from '../experiment/experiment'
import type { Sender } from '../graph'
import { layerSpec } from '../model/transformer'
import { tensorRows } from '../onnx'
import { normShares } from './norm-shares'
import type { RunTrace } from './run-trace'

/** What a sender writes in a run, as edges carry it: [batch*pos, dModel]. */
export function senderOutput(experiment: Experiment, trace: RunTrace, sender: Sender): Float32Array {
  const { kind, layer, head } = sender
  if (kind === 'input') return trace.value('resid', 0).data
  if (kind === 'mlp') return trace.value('mlp', layer).data
  return headOutput(experiment, trace.value('z', layer).data, layer, head)
}

/**
 * What it adds to the stream: where a norm follows the layer's attention, a head's share of that norm, whose scale is the
 * run's (see normShares). [batch*pos, dModel]
 */
export function writtenToStream(experiment: Experiment, trace: RunTrace, sender: Sender): Float32Array {
  const parts = senderOutput(experiment, trace, sender)
  const { config, weights } = experiment
  const { kind, layer } = sender
  if (kind !== 'head' || !layerSpec(config, layer).norms.afterAttention) return parts
  const sums = trace.value('attn', layer).data
  return normShares(config, weights, `layer${layer}.attentionPostNorm`, { parts, sums })
}

/** z @ W_O of one head, from z [head, rows, dHead]: [rows, dModel], summed in float64. */
function headOutput({ config, weights }: Experiment, z: Float32Array, layer: number, head: number) {
  const { heads, dHead, dModel } = config
  const { residualMultiplier } = layerSpec(config, layer)
  const matrix = tensorRows(weights[`layer${layer}.o.weight`], [head])
  const size = z.length / heads
  const own = z.subarray(head * size, (head + 1) * size)
  const rows = size / dHead
  const output = new Float32Array(rows * dModel)
  const sum = new Float64Array(dModel)
  for (let row = 0; row < rows; row++) {
    sum.fill(0)
    for (let i = 0; i < dHead; i++) {
      const value = own[row * dHead + i] * residualMultiplier
      for (let j = 0; j < dModel; j++) sum[j] += value * matrix[i * dModel + j]
    }
    output.set(sum, row * dModel)
  }
  return output
}

import { captureSites, type Captured } from '../../experiment/site-capture'
import { promptParts, promptsWithSenders } from '../../experiment/prompt-parts'
import type { Experiment } from '../../experiment/experiment'
import { headName } from '../../graph'
import { layerSpec } from '../../model/transformer'
import { normShares } from '../norm-shares'

/** Prompts that are looked at, the first of the set. */
const PROMPTS = 4

/**
 * How much heads write: the size of what a head adds to the stream by that of the stream it is added to, mean over all
 * positions of both runs of the first prompts. By name.
 */
export async function headWrites(experiment: Experiment): Promise<Map<string, number>> {
  const { config, pairs } = experiment
  const sums = new Map<string, { sum: number; rows: number }>()
  const some = { ...experiment, pairs: pairs.slice(0, PROMPTS) }
  for (const part of promptParts(some, promptsWithSenders(some))) {
    const captured = await captureSites(part, ['resid', 'attn', 'heads'])
    for (const side of ['clean', 'corrupt'] as const)
      for (let layer = 0; layer < config.layerCount; layer++) addLayer(sums, part, captured[side], layer)
  }
  return new Map([...sums].map(([name, { sum, rows }]) => [name, sum / rows]))
}

function addLayer(
  sums: Map<string, { sum: number; rows: number }>,
  { config, weights, pairs }: Experiment,
  run: Captured,
  layer: number,
): void {
  const stream = run.value('resid', layer).data
  const all = run.value('heads', layer).data
  const { dModel } = config
  const length = stream.length / (pairs.length * dModel)
  for (let head = 0; head < config.heads; head++) {
    const own = all.subarray(head * stream.length, (head + 1) * stream.length)
    const added = layerSpec(config, layer).norms.afterAttention
      ? normShares(config, weights, `layer${layer}.attentionPostNorm`, {
          parts: own,
          sums: run.value('attn', layer).data,
        })
      : own
    const known = sums.get(headName(layer, head)) ?? { sum: 0, rows: 0 }
    pairs.forEach(({ clean }, prompt) => {
      for (let pos = 0; pos < clean.length; pos++) {
        const from = (prompt * length + pos) * dModel
        known.sum += sizeOf(added, from, dModel) / sizeOf(stream, from, dModel)
        known.rows++
      }
    })
    sums.set(headName(layer, head), known)
  }
}

function sizeOf(values: Float32Array, from: number, count: number): number {
  let squares = 0
  for (let i = from; i < from + count; i++) squares += values[i] ** 2
  return Math.sqrt(squares)
}

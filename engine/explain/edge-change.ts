import type { CorruptMeans } from '../experiment/ablation'
import { baseSide, donorSide, graphOf, type Experiment, type Side } from '../experiment/experiment'
import { seenChange } from '../experiment/seen-change'
import { difference } from '../experiment/sender-values'
import type { Receiver } from '../graph'
import type { Explained } from './explained'
import type { RunTrace } from './run-trace'
import { senderOutput } from './sender-output'

/**
 * How what its receivers see of a sender changes when an edge carries the donor run's value, or the ablation's, in place of
 * the base run's: [batch*pos, dModel]. `means` as from donorMeans.
 */
export async function edgeChange(
  { experiment, direction, ablation }: Explained,
  traces: Record<Side, RunTrace>,
  senderIndex: number,
  means: CorruptMeans | null,
): Promise<Float32Array> {
  const sender = graphOf(experiment.config).senders[senderIndex]
  const base = traces[baseSide(direction)]
  const own = senderOutput(experiment, base, sender)
  const donor = (): Float32Array => {
    if (means) return repeated(means.ofSlot(senderIndex, base.length), base.pairs.length)
    if (ablation === 'zero') return new Float32Array(own.length)
    return senderOutput(experiment, traces[donorSide(direction)], sender)
  }
  return seenChange(experiment, sender, difference(donor(), own), (layer) => base.value('attn', layer))
}

/** The same for every prompt. */
function repeated(one: Float64Array, prompts: number): Float32Array {
  const all = new Float32Array(prompts * one.length)
  for (let prompt = 0; prompt < prompts; prompt++) all.set(one, prompt * one.length)
  return all
}

/** Positions at which a change [pos, dModel] of what a receiver reads is one, and can reach the answer. */
export function changedPositions(
  { config, pairs }: Experiment,
  { kind }: Receiver,
  change: Float32Array,
): number[] {
  const { dModel, causal } = config
  const [{ clean, answerPosition }] = pairs
  const end = causal ? answerPosition + 1 : clean.length
  const all = kind === 'logits' ? [answerPosition] : Array.from({ length: end }, (_, pos) => pos)
  return all.filter((pos) => change.subarray(pos * dModel, (pos + 1) * dModel).some((value) => value !== 0))
}

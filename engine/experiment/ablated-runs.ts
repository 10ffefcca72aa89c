import type { Baselines, Ablation } from '../../contract'
import type { MetricMeter } from '../metrics'
import type { TransformerConfig } from '../model/transformer'
import { floatTensor, Session } from '../onnx'
import { logitsGraph } from '../transformer'
import { ablatedValues, type CorruptMeans } from './ablation'
import { addBias, afterPostNorm } from './attention-output'
import type { Experiment } from './experiment'
import { checkNumbers } from './no-numbers'
import { joinedData, senderCount, type PairedRuns } from './paired-runs'

/** The same runs with what cut edges carry under this ablation; `means` as in ablatedValues. */
export function ablatedRuns(
  config: TransformerConfig,
  runs: PairedRuns,
  ablation: Ablation,
  means?: CorruptMeans | null,
): PairedRuns {
  if (ablation === 'resample') return runs
  const { length, batches } = runs
  const slots = senderCount(config)
  const values = ablatedValues(
    batches.map(({ donorSenders, pairs }) => ({ data: donorSenders, pairs, slots, positions: length })),
    ablation,
    means ?? undefined,
  )
  return { length, batches: batches.map((batch, b) => ({ ...batch, donorSenders: values[b], ablation })) }
}

/**
 * The baseline of circuits whose cut edges carry what `ablated` has for them.
 * @throws PatchbayError (bad-input) where the circuit without edges gives no numbers.
 */
export async function circuitBaseline(
  experiment: Experiment,
  ablated: PairedRuns,
  meter: MetricMeter,
  baseline: Baselines,
): Promise<Baselines> {
  if (ablated.batches.every(({ ablation }) => ablation === 'resample')) return baseline
  const empty = meter.measure(await emptyLogits(experiment, ablated))
  checkNumbers(empty.perPrompt.kl, () => 'the model with every edge cut', experiment.pairs)
  return { ...baseline, empty }
}

/**
 * Logits [prompt, vocab] of the circuit without edges: what reads the last stream sees the ablated values of all
 * senders and the constants, whatever goes on before it.
 */
async function emptyLogits(
  { config, weights, threads }: Experiment,
  runs: PairedRuns,
): Promise<Float32Array> {
  const session = await Session.create(logitsGraph(config, weights), { threads })
  try {
    const parts: Float32Array[] = []
    for (const { pairs, donorSenders } of runs.batches) {
      const answers = pairs.map(({ answerPosition }, prompt) => prompt * runs.length + answerPosition)
      const x = floatTensor(lastStream(config, weights, donorSenders, answers), [
        1,
        1,
        pairs.length,
        config.dModel,
      ])
      parts.push((await session.run({ ...weights, x })).logits.data)
    }
    return joinedData(parts)
  } finally {
    await session.release()
  }
}

/** What the last norm reads at these rows of senders' values [sender, batch*pos, dModel]: [rows, dModel]. */
function lastStream(
  config: TransformerConfig,
  weights: Experiment['weights'],
  senders: Float32Array,
  rows: readonly number[],
): Float32Array {
  const { dModel, layerCount, heads, mlp } = config
  const cells = senders.length / senderCount(config)
  let next = 0
  const addNext = (sum: Float64Array) => {
    const from = cells * next++
    rows.forEach((row, r) => {
      for (let i = 0; i < dModel; i++) sum[r * dModel + i] += senders[from + row * dModel + i]
    })
  }
  const stream = new Float64Array(rows.length * dModel)
  addNext(stream)
  for (let layer = 0; layer < layerCount; layer++) {
    const attention = new Float64Array(stream.length)
    for (let head = 0; head < heads; head++) addNext(attention)
    addBias(attention, config, weights, layer)
    const seen = afterPostNorm(attention, config, weights, layer)
    for (let i = 0; i < stream.length; i++) stream[i] += seen[i]
    if (mlp.kind !== 'none') addNext(stream)
  }
  return Float32Array.from(stream)
}

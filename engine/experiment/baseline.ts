import type { Baselines } from '../../contract'
import type { PromptPair } from '../datasets'
import { MetricMeter } from '../metrics'
import type { FloatTensor } from '../onnx'
import type { Experiment, Side } from './experiment'
import { layerWithoutNumbers, noNumbers } from './no-numbers'
import { joinedData, type PairedRuns } from './paired-runs'
import { runsOf, senderParts } from './prompt-parts'

/**
 * Every metric of the unpatched runs, and the meter that belongs to them.
 * @throws PatchbayError (bad-input) where the model gives no numbers.
 */
export function baselineOf(
  pairs: readonly PromptPair[],
  logits: Record<Side, readonly Float32Array[]>,
  layerOf: (side: Side, prompt: number) => string = () => '',
): { meter: MetricMeter; baseline: Baselines } {
  const [clean, corrupt] = [joinedData(logits.clean), joinedData(logits.corrupt)]
  const meter = new MetricMeter(pairs, clean)
  const baseline = { clean: meter.measure(clean), corrupt: meter.measure(corrupt) }
  for (const side of ['clean', 'corrupt'] as const) {
    const prompt = baseline[side].perPrompt.kl.findIndex((value) => !Number.isFinite(value))
    if (prompt < 0) continue
    const inWhich = side === 'clean' ? '' : ' in its corrupt run'
    const row = pairs[prompt].row ?? prompt
    throw noNumbers('the model', row, layerOf(side, prompt) + inWhich)
  }
  return { meter, baseline }
}

/** Of a part whose two runs are made. @throws as baselineOf. */
export function partBaseline(
  { pairs }: Pick<Experiment, 'pairs'>,
  { clean, corrupt }: Record<Side, { logits: FloatTensor }>,
): ReturnType<typeof baselineOf> {
  const logits = { clean: [clean.logits.data], corrupt: [corrupt.logits.data] }
  return baselineOf(pairs, logits)
}

/** @throws PatchbayError (bad-input) where the model gives no numbers, naming the prompt and the layer. */
export function baselineOfRuns(
  experiment: Pick<Experiment, 'config' | 'pairs'>,
  runs: PairedRuns,
): ReturnType<typeof baselineOf> {
  const logits = {
    clean: runs.batches.map((batch) => batch.cleanLogits),
    corrupt: runs.batches.map((batch) => batch.corruptLogits),
  }
  const layerOf = (side: Side, prompt: number) => layerWithoutNumbers(experiment.config, runs, side, prompt)
  return baselineOf(experiment.pairs, logits, layerOf)
}

/**
 * The same for methods that keep no senders' values: only where there are no numbers is the model run once more, to
 * find the layer.
 */
export async function baselineOfLogits(
  experiment: Experiment,
  logits: Record<Side, readonly Float32Array[]>,
): Promise<ReturnType<typeof baselineOf>> {
  try {
    return baselineOf(experiment.pairs, logits)
  } catch (error) {
    baselineOfRuns(experiment, await runsOf(experiment))
    throw error
  }
}

/** For methods whose graphs are not watched: this experiment, its own runs looked through. */
export async function unwatched(experiment: Experiment): Promise<Experiment> {
  const { config } = experiment
  if (!config.watched) return experiment
  for (const part of senderParts(experiment)) baselineOfRuns(part, await runsOf(part))
  return { ...experiment, config: { ...config, watched: false } }
}

import type { Baselines } from '../../contract'
import type { PromptPair } from '../datasets'
import { MetricMeter } from '../metrics'
import type { Experiment, Side } from './experiment'
import { layerWithoutNumbers, noNumbers } from './no-numbers'
import { joinedData, runPairs, type PairedRuns } from './paired-runs'

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
    throw noNumbers('the model', prompt, layerOf(side, prompt) + inWhich)
  }
  return { meter, baseline }
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
  return baselineOf(experiment.pairs, logits, (side, prompt) =>
    layerWithoutNumbers(experiment.config, runs, side, prompt),
  )
}

/**
 * The same for methods that keep no senders' values: only where there are no numbers is the model run once more, to
 * find the layer.
 */
export async function baselineOfLogits(
  { config, weights, pairs, threads }: Experiment,
  logits: Record<Side, readonly Float32Array[]>,
): Promise<ReturnType<typeof baselineOf>> {
  try {
    return baselineOf(pairs, logits)
  } catch (error) {
    baselineOfRuns({ config, pairs }, await runPairs(config, weights, pairs, threads))
    throw error
  }
}

/** For methods whose graphs are not watched: this experiment, its own runs looked through. */
export async function unwatched(experiment: Experiment): Promise<Experiment> {
  const { config, weights, pairs, threads } = experiment
  if (!config.watched) return experiment
  baselineOfRuns(experiment, await runPairs(config, weights, pairs, threads))
  return { ...experiment, config: { ...config, watched: false } }
}

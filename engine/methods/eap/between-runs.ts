import { MetricMeter } from '../../metrics'
import { floatTensor } from '../../onnx'
import { inBatches, paddedLength, type Experiment } from '../../experiment/experiment'
import { promptsPerGradient } from '../../experiment/gradient-memory'
import { noNumbers } from '../../experiment/no-numbers'
import { Replacement } from '../../experiment/replacement'
import { captureSites } from '../../experiment/site-capture'
import { baselineOfLogits } from '../../experiment/baseline'

/**
 * EAP-IG's gradients are taken on runs between the corrupt and the clean one, by graphs that are not watched: here
 * those runs are made by graphs that are. A model can overflow there though it does at neither end.
 * @throws PatchbayError (bad-input) naming the prompt and the step, or for the ends the layer.
 */
export async function checkBetween(experiment: Experiment, steps: number): Promise<void> {
  const { config, pairs } = experiment
  const batches = inBatches(pairs, promptsPerGradient(config, paddedLength(experiment)))
  const captured = await captureSites(experiment, batches, ['resid'])
  const clean = captured.map((batch) => batch.clean.logits.data)
  await baselineOfLogits(experiment, { clean, corrupt: captured.map((batch) => batch.corrupt.logits.data) })
  const site = { site: 'resid', layer: 0 } as const
  for (let step = 1; step < steps; step++) {
    const donors = captured.map((batch) => {
      const [from, to] = (['corrupt', 'clean'] as const).map((side) => batch[side].value('resid', 0))
      const data = from.data.map((value, i) => value + (step / steps) * (to.data[i] - value))
      return floatTensor(data, from.dims)
    })
    const setup = { site: site.site, layer: 0, direction: 'noising', captured, donors } as const
    const run = await Replacement.create(experiment, setup)
    try {
      const [logits] = await run.run([site])
      const { kl } = new MetricMeter(pairs, logits).measure(logits).perPrompt
      const prompt = kl.findIndex((value) => !Number.isFinite(value))
      if (prompt < 0) continue
      throw noNumbers('the model', prompt, ` (step ${step} of ${steps} from its corrupt to its clean run)`)
    } finally {
      await run.release()
    }
  }
}

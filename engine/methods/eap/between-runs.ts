import { MetricMeter } from '../../metrics'
import { floatTensor } from '../../onnx'
import type { Experiment } from '../../experiment/experiment'
import { noNumbers } from '../../experiment/no-numbers'
import { gradientParts } from '../../experiment/prompt-parts'
import { Replacement } from '../../experiment/replacement'
import { captureSites } from '../../experiment/site-capture'
import { baselineOfLogits } from '../../experiment/baseline'

/**
 * EAP-IG's gradients are taken on runs between the corrupt and the clean one, by graphs that are not watched: here
 * those runs are made by graphs that are. A model can overflow there though it does at neither end.
 * @throws PatchbayError (bad-input) naming the prompt and the step, or for the ends the layer.
 */
export async function checkBetween(experiment: Experiment, steps: number): Promise<void> {
  for (const part of gradientParts(experiment)) await checkPart(part, steps)
}

async function checkPart(part: Experiment, steps: number): Promise<void> {
  const captured = await captureSites(part, ['resid'])
  const { clean, corrupt } = captured
  await baselineOfLogits(part, { clean: [clean.logits.data], corrupt: [corrupt.logits.data] })
  const site = { site: 'resid', layer: 0 } as const
  const [from, to] = [corrupt.value('resid', 0), clean.value('resid', 0)]
  for (let step = 1; step < steps; step++) {
    const data = from.data.map((value, i) => value + (step / steps) * (to.data[i] - value))
    const donor = floatTensor(data, from.dims)
    const run = await Replacement.create(part, { ...site, direction: 'noising', captured, donor })
    try {
      const [logits] = await run.run([site])
      const { kl } = new MetricMeter(part.pairs, logits).measure(logits).perPrompt
      const prompt = kl.findIndex((value) => !Number.isFinite(value))
      if (prompt < 0) continue
      const where = ` (step ${step} of ${steps} from its corrupt to its clean run)`
      throw noNumbers('the model', part.pairs[prompt].row ?? prompt, where)
    } finally {
      await run.release()
    }
  }
}

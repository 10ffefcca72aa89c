import { SITE_KINDS, type CheckItem } from '../../../contract'
import { floatTensor, Session } from '../../onnx'
import { replacedGraph, hasSite } from '../../transformer'
import { addBias, afterPostNorm } from '../../experiment/attention-output'
import { CaptureMemory } from '../../experiment/capture-memory'
import { type Experiment, paddedLength, pairFeeds } from '../../experiment/experiment'
import { joinedData } from '../../experiment/paired-runs'
import { promptParts, runsOf, senderParts } from '../../experiment/prompt-parts'
import { captureSites } from '../../experiment/site-capture'
import type { Method } from '../../experiment/progress'
import { circuitsAtTheEnds } from './circuits-at-the-ends'
import { itemOf, largestDifference, ROUNDING, sizeOf } from './differences'
import { gradient } from './gradient-check'
import { maskedPrompts } from './masked-prompts'

/**
 * What must hold for any model and prompts, measured on the loaded ones: a patch with the run's own values
 * changes nothing; the circuit without edges is the corrupt run; the senders' outputs add up to the residual
 * stream; gradients agree with finite differences; given logits, the model's are equal to them.
 * `reference` [prompt][vocab] are logits of the clean prompts from elsewhere.
 */
export async function* selfCheck(
  experiment: Experiment,
  reference?: readonly (readonly number[])[],
): Method<'check', CheckItem[]> {
  const results: CheckItem[] = []
  const steps = [noOpPatch, allCorruptCircuit, sumOfSenders, gradient]
  yield { type: 'stage', stage: 'checking' }
  for (const [i, step] of steps.entries()) {
    results.push(await step(experiment))
    yield { type: 'progress', done: i + 1, total: steps.length }
  }
  if (reference) results.push(await referenceLogits(experiment, reference))
  return results
}

/** On how many prompts is checked what needs no more. */
const FEW_PROMPTS = 4

async function noOpPatch(experiment: Experiment): Promise<CheckItem> {
  const { config, weights, threads } = experiment
  const length = paddedLength(experiment)
  const sites = SITE_KINDS.filter((site) => hasSite(config, site))
  const [few] = promptParts(experiment, FEW_PROMPTS)
  const batch = await captureSites(few, sites)
  const { answerRows } = pairFeeds(few.pairs, 'clean', length)
  let worst = 0
  for (const site of sites) {
    const layer = config.layerCount - 1
    const donor = batch.clean.value(site, layer)
    const mask = floatTensor(
      Float32Array.of(1),
      donor.dims.map(() => 1),
    )
    const session = await Session.create(replacedGraph(config, weights, length, { site, layer }), { threads })
    const stream = batch.clean.value('resid', layer)
    const { logits } = await session.run({ ...weights, answerRows, stream, donor, mask })
    await session.release()
    worst = Math.max(worst, largestDifference(logits.data, batch.clean.logits.data))
  }
  const what =
    'logits of the clean run, each kind of activation replaced by its own value, against those of the clean run'
  return itemOf('no-op-patch', what, worst, ROUNDING * sizeOf(batch.clean.logits.data))
}

async function allCorruptCircuit(experiment: Experiment): Promise<CheckItem> {
  let [worst, size] = [0, 0]
  const memory = new CaptureMemory()
  for (const part of promptParts(experiment, maskedPrompts(experiment))) {
    const runs = await runsOf(part, { memory })
    const { nothing } = await circuitsAtTheEnds(part, runs, ['nothing'])
    const corrupt = joinedData(runs.batches.map((batch) => batch.corruptLogits))
    worst = Math.max(worst, largestDifference(nothing, corrupt))
    size = Math.max(size, sizeOf(nothing))
  }
  const what = 'logits of the circuit without edges against those of the corrupt run'
  return itemOf('all-corrupt-circuit', what, worst, ROUNDING * size)
}

async function sumOfSenders(experiment: Experiment): Promise<CheckItem> {
  const { config } = experiment
  const [few] = promptParts(experiment, FEW_PROMPTS)
  const batch = await captureSites(few, ['resid', 'heads', 'mlp'])
  let worst = 0
  const sum = Float64Array.from(batch.clean.value('resid', 0).data)
  for (let layer = 0; layer + 1 < config.layerCount; layer++) {
    const add = (values: Float32Array | Float64Array) => values.forEach((value, i) => (sum[i] += value))
    add(attentionOutput(experiment, layer, batch.clean.value('heads', layer).data))
    if (config.mlp.kind !== 'none') add(batch.clean.value('mlp', layer).data)
    worst = Math.max(worst, largestDifference(batch.clean.value('resid', layer + 1).data, sum))
  }
  const what =
    "sums of the senders' outputs and the attention biases against the residual stream before each layer"
  return itemOf('sum-of-senders', what, worst, ROUNDING * sizeOf(sum))
}

/**
 * What a layer's attention adds to the stream, [batch, pos, dModel]: the sum of its heads [head, batch, pos, dModel] and
 * b_O, after the norm where there is one.
 */
function attentionOutput(
  { config, weights }: Experiment,
  layer: number,
  heads: ArrayLike<number>,
): Float64Array {
  const sum = new Float64Array(heads.length / config.heads)
  for (let i = 0; i < heads.length; i++) sum[i % sum.length] += heads[i]
  addBias(sum, config, weights, layer)
  return afterPostNorm(sum, config, weights, layer)
}

async function referenceLogits(
  experiment: Experiment,
  reference: readonly (readonly number[])[],
): Promise<CheckItem> {
  let [worst, size, prompts] = [0, 0, 0]
  const memory = new CaptureMemory()
  for (const part of senderParts(experiment)) {
    const logits = joinedData((await runsOf(part, { memory })).batches.map((batch) => batch.cleanLogits))
    const expected = reference.slice(prompts, (prompts += part.pairs.length)).flat()
    const difference = logits.length === expected.length ? largestDifference(logits, expected) : Infinity
    worst = Math.max(worst, difference)
    size = Math.max(size, sizeOf(expected))
  }
  if (reference.length !== prompts) worst = Infinity
  const what = 'logits of the clean run against the given ones'
  return itemOf('reference-logits', what, worst, ROUNDING * size)
}

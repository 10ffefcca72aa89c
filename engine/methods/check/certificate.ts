import { CERTIFICATE_ITEMS, messageOf, uncheckedItem } from '../../../contract'
import type { CertificateItem, CertificateItemName, StageEvent } from '../../../contract'
import { baselineOfRuns } from '../../experiment/baseline'
import type { Experiment } from '../../experiment/experiment'
import { layerName, watchedConfig } from '../../experiment/no-numbers'
import { loadedWeights } from '../../experiment/open-experiment'
import { joinedData, runPairs, type PairedRuns } from '../../experiment/paired-runs'
import { resultOf } from '../../experiment/progress'
import type { OpenModel, ReferenceLogits, TransformerConfig } from '../../model'
import type { Feeds } from '../../onnx'
import { attributeSites } from '../attribution'
import { arbitraryPairs } from './arbitrary-prompts'
import { figure, measured, plain, sentence, settingsItem } from './certificate-items'
import { circuitsAtTheEnds } from './circuits-at-the-ends'
import { largestDifference, LOGIT_TOLERANCE, ROUNDING, sizeOf } from './differences'
import { checkGradient, gradientMetric } from './gradient-check'
import { parityOf, roundingOf } from './parity'

/** A certificate is made in steps, so that it can be stopped between them. */
export type Certifying = AsyncGenerator<StageEvent<'checking the model'>, CertificateItem[]>

/**
 * What can be proven of a model by itself, on prompts of arbitrary tokens, and its parity with the reference logits
 * beside its weights: one item of each name. It never throws for what the model does: what breaks off is an item that
 * says why. The weights are loaded for it.
 */
export async function* certify(model: OpenModel, threads: number): Certifying {
  yield CHECKING
  let weights: Feeds
  let config: TransformerConfig
  try {
    weights = await loadedWeights(model)
    config = watchedConfig(model.config, weights)
  } catch (error) {
    return CERTIFICATE_ITEMS.map((name) =>
      name === 'settings' ? settingsItem(model, false) : brokenOff(name, error),
    )
  }
  const checked = yield* checks(model, { config, weights, pairs: arbitraryPairs(config), threads })
  const isLikeReference = checked.some(({ name, outcome }) => name === 'parity' && outcome === 'passed')
  const items = [settingsItem(model, isLikeReference), ...checked]
  return CERTIFICATE_ITEMS.map((name) => items.find((item) => item.name === name)!)
}

const CHECKING = { type: 'stage', stage: 'checking the model' } as const

/** All items but that of the settings. */
async function* checks(model: OpenModel, experiment: Experiment): Certifying {
  let numbers: Numbers | null = null
  const items = await tried(['no-nan'], async () => {
    const [item, found] = await finiteNumbers(experiment)
    numbers = found
    return [item]
  })
  const found = () => {
    if (numbers) return numbers
    throw new Error('the model gives no numbers.')
  }
  yield CHECKING
  items.push(...(await tried(['nothing-cut', 'everything-cut'], () => endsItems(experiment, found().runs))))
  yield CHECKING
  items.push(...(await tried(['gradient'], async () => [await gradientItem(experiment, found().slopes)])))
  yield CHECKING
  items.push(...(await tried(['parity'], async () => [await parityItem(model, experiment)])))
  return items
}

/** The items of a check; where it breaks off, they say why. */
async function tried(
  names: readonly CertificateItemName[],
  check: () => Promise<CertificateItem[]>,
): Promise<CertificateItem[]> {
  try {
    return await check()
  } catch (error) {
    return names.map((name) => brokenOff(name, error))
  }
}

const brokenOff = (name: CertificateItemName, error: unknown) => uncheckedItem(name, messageOf(error))

/** What the runs and the gradients of finite numbers are. */
interface Numbers {
  runs: PairedRuns
  /** [layer] of gradientMetric along the change of the stream before each layer */
  slopes: number[]
}

/** Logits and senders' values of both runs, and gradients. */
async function finiteNumbers(experiment: Experiment): Promise<[CertificateItem, Numbers | null]> {
  const failed = (why: string): [CertificateItem, null] => [plain('no-nan', 'failed', sentence(why)), null]
  const { config, weights, pairs, threads } = experiment
  const runs = await runPairs(config, weights, pairs, threads)
  try {
    baselineOfRuns(experiment, runs)
    const where = senderWithoutNumbers(experiment, runs)
    if (where) return failed(`an activation of ${where} is not a finite number: its weights may be damaged.`)
    const options = { metric: gradientMetric(experiment), direction: 'noising', kinds: ['resid'] } as const
    const { effects } = await resultOf(attributeSites(experiment, options))
    const slopes = effects.map(({ whole }) => whole[0])
    const detail = 'Logits, activations and gradients are finite.'
    return [plain('no-nan', 'passed', detail), { runs, slopes }]
  } catch (error) {
    return failed(messageOf(error))
  }
}

function senderWithoutNumbers({ config }: Experiment, { length, batches }: PairedRuns): string | null {
  for (const { pairs, cleanSenders, donorSenders } of batches) {
    const cells = pairs.length * length * config.dModel
    for (const senders of [cleanSenders, donorSenders]) {
      const at = senders.findIndex((value) => !Number.isFinite(value))
      if (at >= 0) return layerName(config, Math.floor(at / cells))
    }
  }
  return null
}

async function endsItems(experiment: Experiment, runs: PairedRuns): Promise<CertificateItem[]> {
  const { everything, nothing } = await circuitsAtTheEnds(experiment, runs, ['everything', 'nothing'])
  const clean = joinedData(runs.batches.map(({ cleanLogits }) => cleanLogits))
  const corrupt = joinedData(runs.batches.map(({ corruptLogits }) => corruptLogits))
  const figures = (found: Float32Array, expected: Float32Array) => ({
    difference: largestDifference(found, expected),
    tolerance: ROUNDING * sizeOf(expected),
  })
  return [
    measured('nothing-cut', figures(everything, clean), {
      passes: 'The circuit with every edge gives the logits of the clean run',
      fails: 'The circuit with every edge does not give the logits of the clean run',
    }),
    measured('everything-cut', figures(nothing, corrupt), {
      passes: 'The circuit without any edge gives the logits of the corrupt run',
      fails: 'The circuit without any edge does not give the logits of the corrupt run',
    }),
  ]
}

async function gradientItem(experiment: Experiment, slopes: readonly number[]): Promise<CertificateItem> {
  const { difference, tolerance, detail } = await checkGradient(experiment, slopes)
  return measured(
    'gradient',
    { difference, tolerance },
    {
      passes: `The gradient agrees with central differences: ${detail}`,
      fails: `The gradient differs from central differences: ${detail}`,
    },
  )
}

/** With the logits of a file that can be run itself, and with those beside the weights. */
async function parityItem(model: OpenModel, forward: Experiment): Promise<CertificateItem> {
  let beside
  try {
    beside = model.readReference()
  } catch (error) {
    return plain('parity', 'failed', messageOf(error))
  }
  const own = (await model.ownLogits?.(forward.threads)) ?? null
  const references = [own, beside].filter((one) => one !== null)
  if (references.length === 0)
    return {
      ...plain(
        'parity',
        'passed',
        'No reference logits at hand: put a reference-logits.json beside the weights (README, "Load certificate").',
      ),
      outcome: 'unchecked',
    }
  const items: CertificateItem[] = []
  for (const reference of references) items.push(await comparedWith(reference, forward))
  return items.find(({ outcome }) => outcome === 'failed') ?? items[0]
}

async function comparedWith(reference: ReferenceLogits, forward: Experiment): Promise<CertificateItem> {
  const { difference, prompt } = await parityOf(forward, reference)
  const { file, prompts, isOwn, rounded } = reference
  const count = prompts.length
  const rounding = roundingOf(reference)
  const isCoarse = rounding !== null && rounding > LOGIT_TOLERANCE
  const within = isCoarse ? `, within its own rounding to ${rounded!.precision} (${figure(rounding)})` : ''
  const those = isOwn
    ? `that ONNX Runtime computes of ${file}${rounded ? ' in float32' : ''}${within}`
    : `in ${file}`
  const item = measured(
    'parity',
    { difference, tolerance: Math.max(LOGIT_TOLERANCE, rounding ?? 0) },
    {
      passes: `The logits of ${count === 1 ? 'the prompt' : `all ${count} prompts`} are those ${those}`,
      fails: `The logits of prompt ${prompt + 1} are not those ${those} (relative to their size)`,
    },
  )
  const detail = [item.detail, ...(reference.unseen ?? [])].join(' ')
  return isOwn ? { ...item, detail, isOwn } : item
}

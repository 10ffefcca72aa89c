import { CERTIFICATE_ITEMS, messageOf, uncheckedItem } from '../../../contract'
import type { CertificateItem, CertificateItemName, StageEvent } from '../../../contract'
import { baselineOfRuns } from '../../experiment/baseline'
import type { Experiment } from '../../experiment/experiment'
import { layerName, watchedConfig } from '../../experiment/no-numbers'
import { joinedData, runPairs, type PairedRuns } from '../../experiment/paired-runs'
import { resultOf } from '../../experiment/progress'
import type { OpenModel } from '../../model'
import type { Feeds } from '../../onnx'
import { weightFeeds } from '../../transformer'
import { attributeSites } from '../attribution'
import { arbitraryPairs } from './arbitrary-prompts'
import { circuitsAtTheEnds } from './circuits-at-the-ends'
import { largestDifference, LOGIT_TOLERANCE, ROUNDING, sizeOf } from './differences'
import { checkGradient, gradientMetric } from './gradient-check'
import { parityOf } from './parity'

/** A certificate is made in steps, so that it can be stopped between them. */
export type Certifying = AsyncGenerator<StageEvent<'checking the model'>, CertificateItem[]>

/**
 * What can be proven of a model by itself, on prompts of arbitrary tokens, and its parity with the reference logits
 * beside its weights: one item of each name. It never throws for what the model does: what breaks off is an item that
 * says why. The weights are loaded for it.
 */
export async function* certify(model: OpenModel, threads: number): Certifying {
  yield { type: 'stage', stage: 'checking the model' }
  let weights: Feeds
  try {
    weights = weightFeeds(await model.loadWeights())
  } catch (error) {
    const settings = settingsItem(model.doubts)
    return CERTIFICATE_ITEMS.map((name) =>
      name === 'settings' ? settings : uncheckedItem(name, messageOf(error)),
    )
  }
  const config = watchedConfig(model.config, weights)
  const experiment = { config, weights, pairs: arbitraryPairs(config), threads }
  const items: CertificateItem[] = [settingsItem(model.doubts)]
  const add = async (names: CertificateItemName[], check: () => Promise<CertificateItem[]>) => {
    try {
      items.push(...(await check()))
    } catch (error) {
      items.push(...names.map((name) => uncheckedItem(name, messageOf(error))))
    }
  }
  let numbers: Numbers | null = null
  await add(['no-nan'], async () => {
    const [item, found] = await finiteNumbers(experiment)
    numbers = found
    return [item]
  })
  yield { type: 'stage', stage: 'checking the model' }
  const found = () => {
    if (numbers) return numbers
    throw new Error('the model gives no numbers.')
  }
  await add(['nothing-cut', 'everything-cut'], () => endsItems(experiment, found().runs))
  yield { type: 'stage', stage: 'checking the model' }
  await add(['gradient'], async () => [await gradientItem(experiment, found().slopes)])
  yield { type: 'stage', stage: 'checking the model' }
  await add(['parity'], async () => [await parityItem(model, experiment)])
  return CERTIFICATE_ITEMS.map((name) => items.find((item) => item.name === name)!)
}

/** What the runs and the gradients of finite numbers are. */
interface Numbers {
  runs: PairedRuns
  /** [layer] of gradientMetric along the change of the stream before each layer */
  slopes: number[]
}

function plain(name: CertificateItemName, outcome: 'passed' | 'failed', detail: string): CertificateItem {
  return { name, outcome, difference: null, tolerance: null, detail }
}

/** `passes` and `fails` are sentences without their full stop. */
function measured(
  name: CertificateItemName,
  { difference, tolerance }: { difference: number; tolerance: number },
  { passes, fails }: { passes: string; fails: string },
): CertificateItem {
  // A difference that is not a number must not pass.
  const passed = difference <= tolerance
  const figures = `off by ${figure(difference)}, at most ${figure(tolerance)} is allowed`
  return {
    name,
    outcome: passed ? 'passed' : 'failed',
    difference: Number.isFinite(difference) ? difference : null,
    tolerance,
    detail: passed ? `${passes}.` : `${fails}: ${figures}.`,
  }
}

const figure = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toPrecision(2))) : 'no number'

function settingsItem(doubts: readonly string[]): CertificateItem {
  return doubts.length === 0
    ? plain(
        'settings',
        'passed',
        'Every setting in config.json is known, and the model has no code of its own.',
      )
    : plain('settings', 'failed', doubts.join(' '))
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
  const { everything, nothing } = await circuitsAtTheEnds(experiment, runs)
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

async function parityItem(model: OpenModel, forward: Experiment): Promise<CertificateItem> {
  let reference
  try {
    reference = model.readReference()
  } catch (error) {
    return plain('parity', 'failed', messageOf(error))
  }
  if (!reference)
    return {
      ...plain(
        'parity',
        'passed',
        'No reference logits at hand: put a reference-logits.json beside the weights (README, "Load certificate").',
      ),
      outcome: 'unchecked',
    }
  const { difference, prompt } = await parityOf(forward, reference)
  const count = reference.prompts.length
  return measured(
    'parity',
    { difference, tolerance: LOGIT_TOLERANCE },
    {
      passes: `The logits of ${count === 1 ? 'the prompt' : `all ${count} prompts`} are those in ${reference.file}`,
      fails: `The logits of prompt ${prompt + 1} are not those in ${reference.file} (relative to the largest logit)`,
    },
  )
}

function sentence(text: string): string {
  return text[0].toUpperCase() + text.slice(1)
}

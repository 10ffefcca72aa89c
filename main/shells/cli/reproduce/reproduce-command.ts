import {
  changedModel,
  hubNameText,
  jsonText,
  MAX_MADE_ROWS,
  MAX_SEED,
  oneOf,
  parseHubName,
  PatchbayError,
  wholeNumber,
  type IdentifiedModel,
  type PromptSet,
} from '../../../../contract'
import { resolveModelPath } from '../../../host/files/model-path'
import { print } from '../../streams'
import { modelPath } from '../model-path'
import { checkOutFile, writeOutFile } from '../output/out-file'
import { printNotes } from '../output/print'
import { pullModel } from '../pull/pull'
import { ComputingHost } from '../run/computing-host'
import { bosOfOption } from '../run/reading-options'
import { settingsOf, type SettingsOptions } from '../run/settings'
import { storePathOf } from '../runs/store-options'
import { checkShape, PUBLISHED_TASKS, reproductionOf, type Reproduction } from './published-task'
import { reportOf } from './report'
import { reproduce } from './reproduce'

export interface ReproduceOptions extends SettingsOptions {
  model?: string
  count: string
  seed: string
  thresholds?: string
  bos?: string
  yes?: boolean
  db?: string
  out?: string
  json?: boolean
}

/** Held out of every set: circuits are judged on other prompts than they are found on. */
const HELD_OUT = 0.3
/** So that there are two at least to find circuits on, and one to judge them. */
const FEWEST_PROMPTS = 4

/** `patchbay reproduce TASK`: from the model to a report that compares what is found with what was published. */
export async function reproduceCommand(task: string, options: ReproduceOptions): Promise<void> {
  const wanted = reproductionOf(oneOf('TASK', PUBLISHED_TASKS, task), {
    thresholds: thresholdsOf(options.thresholds),
    bos: bosOfOption(options.bos),
  })
  const count = wholeNumber('--count', options.count, FEWEST_PROMPTS, MAX_MADE_ROWS)
  const seed = wholeNumber('--seed', options.seed, 0, MAX_SEED)
  const settings = settingsOf(options)
  checkOutFile(options)
  const model = modelPath(options.model ?? wanted.circuit.model)
  if (!(await isThere(model, options))) return
  const computing = new ComputingHost(storePathOf(options), options.db)
  try {
    const info = await identifiedModel(computing, model, wanted)
    const prompts = await promptsOf(computing, wanted, { model, count, seed })
    const found = await reproduce(computing, wanted, { info, prompts, settings })
    const text = options.json ? jsonText(found) : reportOf(found)
    await (options.out === undefined ? print(text) : writeOutFile(options.out, `${text}\n`))
    if (options.out !== undefined) process.stderr.write(`The report is in ${options.out}.\n`)
  } finally {
    computing.ignoreSignals()
    await computing.host.close()
  }
}

/** With its hash, by which runs of it are found again. */
async function identifiedModel(
  { host }: ComputingHost,
  path: string,
  wanted: Reproduction,
): Promise<IdentifiedModel> {
  const opened = await host.call('models.open', { path })
  printNotes(opened.warnings)
  checkShape(wanted, opened)
  await host.call('models.certificate', { path })
  const info = await host.call('models.open', { path })
  if (info.identity === null) throw changedModel(path)
  return { ...info, identity: info.identity }
}

/** A name that the cache lacks is downloaded if that is agreed to, as `patchbay pull` does. */
async function isThere(model: string, { yes }: ReproduceOptions): Promise<boolean> {
  try {
    resolveModelPath(model)
    return true
  } catch (error) {
    const name = error instanceof PatchbayError && error.code === 'not-cached' ? parseHubName(model) : null
    if (name === null) throw error
    return (await pullModel(hubNameText(name), { yes })) !== null
  }
}

async function promptsOf(
  { host }: ComputingHost,
  { task, bos }: Reproduction,
  { model, count, seed }: { model: string; count: number; seed: number },
): Promise<PromptSet> {
  const { set } = await host.call('prompts.make', { task, count, seed, bos, model })
  return { ...set, split: { seed, heldOut: HELD_OUT, by: 'row' } }
}

/** Largest first, each once: from few edges to many. */
function thresholdsOf(typed: string | undefined): number[] | undefined {
  if (typed === undefined) return undefined
  const thresholds = [...new Set(typed.split(',').map(Number))]
  if (thresholds.every((threshold) => threshold > 0 && Number.isFinite(threshold)))
    return thresholds.sort((a, b) => b - a)
  throw new PatchbayError(
    'bad-input',
    `--thresholds must be numbers above 0, such as 0.1,0.05,0.02, not ${typed}.`,
  )
}

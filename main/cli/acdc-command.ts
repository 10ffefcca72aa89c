import { readFileSync } from 'node:fs'
import path from 'node:path'
import { METRICS, PatchbayError } from '../../contract'
import type { AcdcConfig, MetricName, PromptSet } from '../../contract'
import { TEST_ORDERS, type TestOrder } from '../../engine'
import type { Host } from '../host/host'
import { isSample } from '../samples'
import { computeAndReport } from './compute-and-report'
import { modelPath } from './model-path'
import { checkOutFile } from './output'

export interface AcdcOptions {
  model: string
  prompts: string
  metric: string
  threshold: string
  order: string
  absolute?: boolean
  db?: string
  name?: string
  out?: string
  json?: boolean
}

/** `patchbay acdc`: a new run to its end. */
export async function acdcCommand(options: AcdcOptions): Promise<void> {
  const choices = {
    metric: oneOf<MetricName>('--metric', METRICS, options.metric),
    order: oneOf<TestOrder>('--order', TEST_ORDERS, options.order),
    threshold: parseThreshold(options.threshold),
    absolute: options.absolute ?? false,
  }
  checkOutFile(options.out)
  await computeAndReport(options, async (host) => {
    const prompts = await readPrompts(host, options.prompts)
    const config: AcdcConfig = { method: 'acdc', model: modelPath(options.model), prompts, ...choices }
    return host.call('runs.start', { config, name: options.name })
  })
}

/** `--threshold` as typed. */
export function parseThreshold(text: string): number {
  const threshold = Number(text)
  if (text.trim() !== '' && Number.isFinite(threshold)) return threshold
  throw new PatchbayError('bad-input', `--threshold must be a number such as 0.05, not "${text}".`)
}

function oneOf<Choice extends string>(option: string, choices: readonly Choice[], text: string): Choice {
  const found = choices.find((choice) => choice === text)
  if (found) return found
  throw new PatchbayError('bad-input', `${option} must be one of ${choices.join(', ')}, not "${text}".`)
}

async function readPrompts(host: Host, typed: string): Promise<PromptSet> {
  if (isSample(typed)) return host.call('promptSets.get', { id: typed })
  const fileName = path.basename(typed)
  const { rows } = await host.call('prompts.parse', { text: readText(typed), fileName })
  return { name: fileName, bos: 'tokenizer', rows }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new PatchbayError('bad-input', `There is no file ${file}.`, { cause: error })
    const why = code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'permission denied' : String(code)
    throw new PatchbayError('bad-input', `${file} cannot be read: ${why}.`, { cause: error })
  }
}

import { ABLATIONS, METRICS, PatchbayError } from '../../../contract'
import type { AcdcConfig, MetricName } from '../../../contract'
import { TEST_ORDERS, type TestOrder } from '../../../engine'
import { beginRun } from './begin-run'
import { computeAndReport } from './compute-and-report'
import { modelPath } from './model-path'
import { oneOf, readPrompts } from './options'
import { checkOutFile } from './out-file'
import { settingsOf, type SettingsOptions } from './settings'

export interface AcdcOptions extends SettingsOptions {
  model: string
  prompts: string
  bos?: string
  metric: string
  threshold: string
  order: string
  orderMetric?: string
  ablation: string
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
    ablation: oneOf('--ablation', ABLATIONS, options.ablation),
    orderMetric: orderMetricOf(options),
    threshold: parseThreshold(options.threshold),
    absolute: options.absolute ?? false,
  }
  const settings = settingsOf(options)
  checkOutFile(options)
  await computeAndReport(options, async (host) => {
    const prompts = await readPrompts(host, options)
    const config: AcdcConfig = { method: 'acdc', model: modelPath(options.model), prompts, ...choices }
    return beginRun(host, { config, name: options.name, settings })
  })
}

function orderMetricOf({ order, orderMetric }: AcdcOptions): MetricName | undefined {
  if (orderMetric === undefined) return undefined
  if (order === 'eap') return oneOf<MetricName>('--order-metric', METRICS, orderMetric)
  throw new PatchbayError('bad-input', `--order-metric says how --order eap is made, not --order ${order}.`)
}

/** `--threshold` as typed. */
export function parseThreshold(text: string): number {
  const threshold = Number(text)
  if (text.trim() !== '' && Number.isFinite(threshold)) return threshold
  throw new PatchbayError('bad-input', `--threshold must be a number such as 0.05, not "${text}".`)
}

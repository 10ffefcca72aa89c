import type { CommonConfig, MetricName, StartFrom } from '../../../contract'
import type { TestOrder } from '../../../engine/graph'
import { discoverForm, type DiscoverForm } from '../../state/discover-form'
import { METRIC_LABEL } from '../../state/metric-label'
import { formatPlural, formatThreshold } from '../../widgets/format'
import type { ConfigOf, DiscoverStart } from '../method-view'
import { ABLATION, METRIC, type Settings } from '../settings'
import { AcdcSettings } from './acdc-settings'
import { acdcForm, orderMetricOf } from './form'
import { ORDER_LABEL } from './order-label'
import { Threshold } from './threshold'

type Config = ConfigOf<'acdc'>

export const ACDC_START: DiscoverStart<'acdc'> = {
  value: 'acdc',
  label: 'ACDC',
  name: 'ACDC',
  HeaderFields: Threshold,
  SettingsFields: AcdcSettings,
  config: acdcConfig,
  obstacle: () =>
    Number.isFinite(acdcForm.get().threshold) ? null : 'The threshold must be a number, for example 0.02.',
  explained:
    'ACDC cuts one edge after another and keeps those that the task needs. Every decision is shown as it is made.',
  action: 'Find the circuit',
  note: () => `, threshold ${formatThreshold(acdcForm.get().threshold)}`,
}

function acdcConfig(common: CommonConfig, { metric, ablation }: DiscoverForm): Config {
  const { threshold, order, absolute, ...form } = acdcForm.get()
  const tested = order === 'eap' ? { order, orderMetric: orderMetricOf(metric, form) } : { order }
  return { method: 'acdc', ...common, threshold, ...tested, absolute, ablation }
}

export function fillAcdcForm(config: Config): void {
  const { metric, threshold, order, orderMetric = null, absolute, ablation = 'resample' } = config
  discoverForm.set({ metric, ablation, discoverMethod: ACDC_START.value })
  acdcForm.set({ threshold, order, orderMetric, absolute })
}

export const ACDC_SETTINGS: Settings<Config> = {
  metric: METRIC,
  threshold: {
    what: 'threshold',
    text: (tau: number) => (Number.isFinite(tau) ? String(tau) : 'not a number'),
  },
  order: { what: 'order of the tests', text: (order: TestOrder) => ORDER_LABEL[order] },
  orderMetric: {
    what: 'metric of the order',
    text: (metric: MetricName) => METRIC_LABEL[metric],
    isCompared: (here, form) => here.order === form.order,
    leftOut: ({ order, metric }) => (order === 'eap' ? metric : undefined),
  },
  absolute: { what: 'cut by', text: (absolute: boolean) => (absolute ? '|harm|' : 'harm') },
  ablation: ABLATION,
  startFrom: {
    what: 'begins with',
    text: (from: StartFrom | undefined) =>
      from ? `${formatPlural(from.step, 'decision')} of another run` : 'nothing decided',
  },
}

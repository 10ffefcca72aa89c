import type { MetricName } from '../../../contract'
import type { TestOrder } from '../../../engine/graph'
import { createForm } from '../../state/forms'

export interface AcdcForm {
  /** NaN while the field does not hold a number. */
  threshold: number
  order: TestOrder
  /** The metric of the order by |EAP|; null until it is chosen, see `orderMetricOf`. */
  orderMetric: MetricName | null
  /** Compare |harm of removal| with the threshold. */
  absolute: boolean
}

export const acdcForm = createForm<AcdcForm>(
  'acdc',
  { threshold: 0.02, order: 'reference', orderMetric: null, absolute: false },
  { formerly: 'patchbay.workbench' },
)

/**
 * The metric whose EAP estimates give the order by |EAP|: the chosen one, else the run's own. KL has no gradient at the
 * clean run, so logit_diff takes its place.
 */
export function orderMetricOf(
  metric: MetricName,
  { orderMetric }: Pick<AcdcForm, 'orderMetric'>,
): MetricName {
  return orderMetric ?? (metric === 'kl' ? 'logit_diff' : metric)
}

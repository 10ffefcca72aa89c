import type { Direction, MetricName } from '../../contract'
import { capitalised, formatMetric, formatSum } from '../widgets/format'
import { VALUE_NAME } from './edge-values'
import { METRIC_LABEL } from './metric-label'

interface Patched {
  metric: MetricName
  direction: Direction | null
  /** Metric of the run that was patched. */
  base: number
  /** Patched metric - base metric, raw. */
  effect: number
  isEstimate?: boolean
}

/** What patching one thing did, as three facts that add up: base run + effect = patched run. */
export function effectFacts({ metric, direction, base, effect, isEstimate }: Patched): [string, string][] {
  const sum = formatSum(base, effect)
  const name = VALUE_NAME[isEstimate ? 'estimate' : 'effect']
  return [
    [baseName({ metric, direction }), sum.before],
    [capitalised(name), sum.change],
    [isEstimate ? 'Patched, by the estimate' : 'Patched', sum.after],
  ]
}

/** The metric of the base run alone, for a card without an effect. */
export function baseFact(run: Pick<Patched, 'metric' | 'direction'>, base: number): [string, string] {
  return [baseName(run), formatMetric(base)]
}

/** `Logit difference, clean run` */
function baseName({ metric, direction }: Pick<Patched, 'metric' | 'direction'>): string {
  return `${capitalised(METRIC_LABEL[metric])}, ${baseRun(direction)} run`
}

/** Which run is patched. */
export function baseRun(direction: Direction | null): 'clean' | 'corrupt' {
  return direction === 'denoising' ? 'corrupt' : 'clean'
}

import type { MeanJaccard } from '../../engine/graph'
import { AXIS_FACTS } from '../sweep'
import { shareText } from '../explain'
import type { Stability } from './stability'

/** In words, wherever a circuit is shown whose stability nobody measured. */
export const NOT_MEASURED = 'stability not measured'

/** `stability 0.87 over 30 resamples x 3 thresholds`: the mean Jaccard of the edges; of scores at each size. */
export function stabilityText(stabilities: readonly Stability[]): string {
  const measured = stabilities.filter(({ all }) => all !== null)
  if (measured.length === 0) return NOT_MEASURED
  const parts = measured.map((one) => `${shareText(one.all!.edges.mean)}${sizeText(one)}`)
  return `stability ${parts.join(', ')} over ${conditionsText(measured[0])}`
}

/** The same with its interval and what is core, in a sentence. */
export function stabilitySentence(stability: Stability): string {
  const { all, edges, circuits } = stability
  if (!all) return `Stability not measured: there is ${circuits} circuit only.`
  const classes = `${edges.core} of their edges are core (in at least 90 % of them), ${edges.contingent} contingent, ${edges.noise} noise (in at most 10 %)`
  return `Two of the ${circuits} circuits${sizeText(stability)} over ${conditionsText(stability)} share ${meanText(all.edges)} of their edges (Jaccard index); ${classes}.`
}

/** `0.87 (95 %: 0.83 to 0.90)` */
export function meanText({ mean, interval }: MeanJaccard): string {
  return interval
    ? `${shareText(mean)} (95 %: ${shareText(interval.low)} to ${shareText(interval.high)})`
    : shareText(mean)
}

/** `30 resamples x 3 thresholds` */
export function conditionsText({ axes, circuits }: Pick<Stability, 'axes' | 'circuits'>): string {
  const parts = axes.map(({ name, values }) => `${values.length} ${AXIS_FACTS[name].plural}`)
  return parts.join(' x ') || `${circuits} circuits`
}

function sizeText({ fixed }: Pick<Stability, 'fixed'>): string {
  return fixed.edges === undefined ? '' : ` at ${AXIS_FACTS.edges.text(fixed.edges)}`
}

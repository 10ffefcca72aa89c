import { stabilityText } from '../../../contract'
import type { Store } from '../../store'

/** How stable the circuits of runs are, in a clause; runs of which nobody measured it are not in it. */
export function stabilityTexts({ stabilities }: Pick<Store, 'stabilities'>): ReadonlyMap<string, string> {
  return new Map(stabilities.list().map((one) => [one.runId, stabilityText(one.stabilities)]))
}

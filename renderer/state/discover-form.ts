import type { Ablation, Direction, MetricName } from '../../contract'
import { createForm } from './forms'

/** What every method that Discover starts shares; the stages have a metric and a direction of their own. */
export interface DiscoverForm {
  /** Which of the starts in Discover's menu; see `DISCOVER_STARTS`. */
  discoverMethod: string
  metric: MetricName
  /** Of methods that can patch either way. */
  direction: Direction
  /** What cut or patched edges carry, where the method and the direction leave a choice. */
  ablation: Ablation
}

const INITIAL: DiscoverForm = {
  discoverMethod: 'acdc',
  metric: 'kl',
  direction: 'noising',
  ablation: 'resample',
}

export const discoverForm = createForm('discover', INITIAL, { formerly: 'patchbay.workbench' })

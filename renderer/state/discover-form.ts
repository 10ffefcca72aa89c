import type { Ablation, Direction, MetricName } from '../../contract'
import { createForm } from './forms'

/** What all methods that Discover starts share; the stages have their own metric and direction. */
export interface DiscoverForm {
  /** Which of DISCOVER_STARTS; null = the first. */
  discoverMethod: string | null
  metric: MetricName
  /** For methods that can patch either way. */
  direction: Direction
  /** What cut or patched edges carry, where the method and the direction leave a choice. */
  ablation: Ablation
}

const INITIAL: DiscoverForm = {
  discoverMethod: null,
  metric: 'kl',
  direction: 'noising',
  ablation: 'resample',
}

export const discoverForm = createForm('discover', INITIAL, { formerly: 'patchbay.workbench' })

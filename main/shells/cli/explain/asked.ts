import type { OpenedExplanation } from '../../../../contract'
import type { ComputationalGraph } from '../../../../engine/reading'
import type { Host } from '../../../host/host'
import type { ExplainOptions } from './explain-options'

/** What every question is asked of. */
export interface Asked {
  host: Host
  opened: OpenedExplanation
  graph: ComputationalGraph
  options: ExplainOptions
}

/** As JSON and as a short text. */
export interface Explained {
  record: object
  text: string
}

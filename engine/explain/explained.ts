import type { Ablation, Direction, ExplainedPrompt, MetricName } from '../../contract'
import type { Experiment } from '../experiment/experiment'
import type { Circuit } from '../graph'

/** What is explained, ready to be computed with. */
export interface Explained {
  experiment: Experiment
  /** One for each pair of the experiment, in their order. */
  prompts: readonly ExplainedPrompt[]
  /** null where there is none. */
  circuit: Circuit | null
  metric: MetricName
  direction: Direction
  ablation: Ablation
  tokenText(id: number): string
}

import type { ComputationalGraph } from '../../../engine/graph'
import type {
  CircuitGroup,
  ExplainedCircuit,
  ExplainSource,
  OpenedExplanation,
  RunSummary,
  SetSummary,
  SuggestedRoles,
} from '../../../contract'
import type { StageSelection } from './picture-parts'

/** What the view is given to show. */
export interface StageData {
  source: ExplainSource
  run: RunSummary | null
  opened: OpenedExplanation
  summary: SetSummary
  suggested: readonly SuggestedRoles[]
  /** One sentence where no roles could be suggested. */
  problem: string | null
}

export interface GroupCardProps {
  data: StageData
  circuit: ExplainedCircuit
  graph: ComputationalGraph
  group: CircuitGroup
  isOpen: boolean
  /** The node that is selected. */
  node: string | null
  onSelect: (selection: StageSelection) => void
}

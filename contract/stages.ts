import type { SiteFamily } from './methods'

/** The four steps of a workflow run, in order; each is also a view of its own. */
export const WORKFLOW_STEPS = ['screen', 'confirm', 'trace', 'judge'] as const
export type WorkflowStep = (typeof WORKFLOW_STEPS)[number]

/** What a run is doing. The texts are for people; programs compare them, and never look inside. */
export type RunStage =
  | 'starting'
  | 'opening the model'
  | 'loading model'
  | 'capturing clean and corrupt runs'
  | 'testing edges'
  | 'measuring the circuit'
  | 'scoring sites'
  | 'scoring edges'
  | `patching ${SiteFamily}`
  | 'patching edges'
  | 'patching edges, MLPs recomputed'
  | 'patching paths'
  | 'measuring circuits'
  | 'checking'

/** What a run reports when it begins to do something else; `step` where that is part of a workflow. */
export interface StageEvent {
  type: 'stage'
  stage: RunStage
  step?: WorkflowStep
}

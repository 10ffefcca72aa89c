/** The four steps of a workflow run, in order; each is also a view of its own. */
export const WORKFLOW_STEPS = ['screen', 'confirm', 'trace', 'judge'] as const
export type WorkflowStep = (typeof WORKFLOW_STEPS)[number]

/** The stages that every run goes through before its method begins. */
export const OPENING_STAGES = [
  'starting',
  'opening the model',
  'checking the model',
  'loading model',
] as const
export type OpeningStage = (typeof OPENING_STAGES)[number]

/** The stage of all methods that capture both runs of every prompt before they patch. */
export const CAPTURING = 'capturing clean and corrupt runs'

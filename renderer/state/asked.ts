import { WORKFLOW_STEPS, type WorkflowStep } from '../../contract'

/** A question that may be asked again before it is answered. `ask` answers whether this asking is still the latest. */
export interface Asked {
  ask(): () => boolean
}

export function latest(): Asked {
  let count = 0
  return {
    ask: () => {
      const mine = ++count
      return () => mine === count
    },
  }
}

/**
 * What is asked of the host and then shown. Answers come in any order: one that is no longer the latest of its kind
 * belongs to what was wanted before, and is dropped.
 */
export const asked = {
  /** Which model is open. */
  model: latest(),
  /** Which run is opened, or started in Discover. */
  run: latest(),
  /** Which prompt set is loaded. */
  prompts: latest(),
  /** Which run each stage shows. */
  stage: Object.fromEntries(WORKFLOW_STEPS.map((step) => [step, latest()])) as Record<WorkflowStep, Asked>,
}

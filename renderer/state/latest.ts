import { WORKFLOW_STEPS, type WorkflowStep } from '../../contract'

/** A request that may be made again before it is answered; `begin` returns whether this one is still the latest. */
export interface LatestRequest {
  begin(): () => boolean
}

function latestRequest(): LatestRequest {
  let count = 0
  return {
    begin: () => {
      const mine = ++count
      return () => mine === count
    },
  }
}

/**
 * Requests to the host whose answer is then shown. Answers come in any order: one that is no longer the latest of its
 * kind is out of date and dropped.
 */
export const latest = {
  /** Which model is open. */
  model: latestRequest(),
  /** Which download the hub is asked about. */
  plan: latestRequest(),
  /** Which run is opened, or started in Discover. */
  run: latestRequest(),
  /** Which prompt set is loaded. */
  prompts: latestRequest(),
  /** Which prompts the form would make. */
  making: latestRequest(),
  /** Which run each stage shows. */
  stage: Object.fromEntries(WORKFLOW_STEPS.map((step) => [step, latestRequest()])) as Record<
    WorkflowStep,
    LatestRequest
  >,
}

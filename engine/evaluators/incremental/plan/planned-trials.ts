import type { EvaluatorSetup } from '../../evaluator-setup'
import type { CurrentCircuit } from '../current/current-circuit'
import { inputsOf, planCuts, type CutPlan, type PlannedReceiver } from './cut-plan'
import type { CleanRun } from '../clean/clean-run'
import { trialBytes, trialCost, type TrialCost } from './trial-cost'

export const MAX_COPIES = 16
/**
 * Rows (copies * those that change) of one trial: enough for products at full speed. More only take memory, for the
 * values between two operators too.
 */
const MAX_TRIAL_ROWS = 1400
/** What one trial may hold in memory, over all batches. */
const MAX_TRIAL_BYTES = 216e6
/** Multiply-adds of one trial: a run can be paused only between trials. */
const MAX_TRIAL_PRODUCTS = 5e10

/** The plan for cuts into one receiver, and what a trial by it costs. */
export interface PlannedTrials {
  plan: CutPlan
  receiver: PlannedReceiver
  cost: TrialCost
  /** The most circuits that one trial may have. */
  limit: number
}

export function planTrials(
  setup: EvaluatorSetup,
  circuit: CurrentCircuit,
  batches: readonly CleanRun[],
  receiver: number,
): PlannedTrials {
  const { graph, config, metric, weights, maxBatch = MAX_COPIES } = setup
  const plan = planCuts({ graph, config, circuit }, [receiver])
  const columns = metric === 'logit_diff' ? 0 : weights.unembed.dims[0]
  const cost: TrialCost = { start: 0, copy: 0 }
  let bytes = 0
  for (const clean of batches) {
    const { start, copy } = trialCost(plan, clean, { graph, config, columns })
    cost.start += start
    cost.copy += copy
    bytes += trialBytes(plan, clean, graph)
  }
  const most = Math.min(
    maxBatch,
    mostCopies(mostChangingRows(batches), bytes),
    MAX_TRIAL_PRODUCTS / cost.copy,
  )
  const tested = [...inputsOf(plan), plan.last].find((one) => one?.receiver === receiver)
  if (!tested) throw new Error(`nothing reads ${graph.receivers[receiver].node}`)
  return { plan, receiver: tested, cost, limit: Math.max(1, Math.floor(most)) }
}

/** How many circuits of so many rows and bytes one trial may have for its memory: not a whole number. */
export const mostCopies = (rows: number, bytes: number): number =>
  Math.min(MAX_COPIES, MAX_TRIAL_ROWS / rows, MAX_TRIAL_BYTES / bytes)

/** Of the largest batch. */
export function mostChangingRows(batches: readonly CleanRun[]): number {
  return Math.max(...batches.map(({ rows }) => rows.changing.length))
}

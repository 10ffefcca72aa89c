import type { AcdcResult, MethodResult, MetricName } from '../contract'
import { edgeIndexByName, type ComputationalGraph } from '../engine/graph'
import type { MethodEvent, MethodOutcome } from '../engine/methods/event'
import type { ReferenceRun } from './reference-tasks'

export const METRIC_NAMES = { kl: 'kl', ld: 'logit_diff', lp: 'log_prob' } as const satisfies Record<
  string,
  MetricName
>

/** A run's events, sorted. */
export interface RunRecord {
  baseline: Extract<MethodEvent, { type: 'baseline' }>
  decisions: Extract<MethodEvent, { type: 'decision' }>[]
  effects: Map<number, number>
  done: AcdcResult
}

/** Runs ACDC to its end, from its own function or as a run of any method. */
export async function recordRun(
  run: AsyncGenerator<MethodEvent, AcdcResult | MethodOutcome>,
): Promise<RunRecord> {
  const record: Partial<RunRecord> & Pick<RunRecord, 'decisions' | 'effects'> = {
    decisions: [],
    effects: new Map(),
  }
  let step = await run.next()
  for (; !step.done; step = await run.next()) {
    const event = step.value
    if (event.type === 'baseline') record.baseline = event
    if (event.type === 'decision') record.decisions.push(event)
    if (event.type === 'effect') record.effects.set(event.edge, event.effect)
  }
  record.done = circuitOf('result' in step.value ? step.value.result : step.value)
  return record as RunRecord
}

function circuitOf(result: MethodResult): AcdcResult {
  if (result.kind === 'circuit') return result
  throw new Error(`the run ended with ${result.kind}, not with a circuit`)
}

/** How a run differs from the published one; all zero and empty when it does not. */
export interface Deviation {
  /** Steps, among those tested, at which another edge was tested or decided otherwise. */
  otherDecisions: { step: number; edge: number; margin: number }[]
  /** Largest difference of a metric change while the decisions were the same. */
  change: number
  otherSurvivors: number[]
  testCount: number
}

export function compareWithReference(
  graph: ComputationalGraph,
  record: RunRecord,
  run: ReferenceRun,
): Deviation {
  const names = edgeIndexByName(graph)
  const indexOf = (edge: string | number) => (typeof edge === 'number' ? edge : names.get(edge)!)
  const tested = record.decisions.filter((decision) => decision.delta !== null)
  const survivors = new Set(run.survivors.map(indexOf))
  const deviation: Deviation = {
    otherDecisions: [],
    change: 0,
    otherSurvivors: record.decisions
      .filter(({ edge, kept }) => kept !== survivors.has(edge))
      .map(({ edge }) => edge),
    testCount: tested.length - run.trace.length,
  }
  run.trace.forEach(([edge, change, kept], step) => {
    const decision = tested[step]
    if (decision?.edge === indexOf(edge) && deviation.otherDecisions.length === 0) {
      deviation.change = Math.max(deviation.change, Math.abs(decision.delta! - change))
    }
    if (decision?.edge !== indexOf(edge) || decision.kept !== (kept === 1)) {
      const margin = Math.abs((decision?.delta ?? NaN) - run.tau)
      deviation.otherDecisions.push({ step, edge: indexOf(edge), margin })
    }
  })
  return deviation
}

import { definitionOf } from '../../../contract'
import type { DecisionColumns, EffectColumns, MethodName, RunSummary } from '../../../contract'
import type { MethodOutcome } from '../../../engine/host'

const REASON_BELOW = 0
const REASON_AT_OR_ABOVE = 1

/** A circuit that was not decided edge by edge: every edge as one decision, in edge order, nothing measured. */
export function circuitColumns(edgeCount: number, kept: Uint8Array): DecisionColumns {
  const nothing = () => new Float64Array(edgeCount).fill(NaN)
  return {
    firstStep: 0,
    edge: Int32Array.from({ length: edgeCount }, (_, edge) => edge),
    metric: nothing(),
    delta: nothing(),
    kept,
    reason: kept.map((one) => (one ? REASON_AT_OR_ABOVE : REASON_BELOW)),
  }
}

/** What of a result a graph can show. */
interface FoundColumns {
  decisions: DecisionColumns
  effects: EffectColumns
  scores: Float64Array | undefined
}

/**
 * What of a result a graph can show, beside what was reported on the way: the decisions of a method that decides edge
 * by edge, and the effects of a sweep, in which every effect is a test.
 */
export function foundColumns(
  { circuit, result }: MethodOutcome,
  { method, edgesTotal, edgesDecided, testsRun }: RunSummary,
): FoundColumns {
  const { effects, scores } = definitionOf(method as MethodName).onGraph(result, edgesTotal)
  const isDecided = edgesDecided > 0
  const kept = new Uint8Array(circuit && !isDecided ? edgesTotal : 0)
  for (const edge of circuit && !isDecided ? circuit.edges : []) kept[edge] = 1
  return {
    decisions: { ...circuitColumns(kept.length, kept), firstStep: edgesDecided },
    effects: (testsRun === 0 && effects) || { edge: new Int32Array(0), effect: new Float64Array(0) },
    scores,
  }
}

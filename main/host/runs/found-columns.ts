import type { DecisionColumns, EffectColumns, RunSummary } from '../../../contract'
import type { MethodOutcome } from '../../../engine'

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

/** What of a result a graph can show: its circuit and the exact effects that were not told on the way. */
export function foundColumns(
  { circuit, result }: MethodOutcome,
  { method, edgesTotal, testsRun }: RunSummary,
): { decisions: DecisionColumns; effects: EffectColumns } {
  const kept = new Uint8Array(circuit ? edgesTotal : 0)
  for (const edge of circuit?.edges ?? []) kept[edge] = 1
  const scores =
    result.kind === 'workflow' ? result.workflow.trace : result.kind === 'edges' ? result.scores : null
  const wasTold = method === 'edges' && testsRun > 0
  const isExact = scores !== null && method !== 'eap' && !wasTold
  return {
    decisions: circuitColumns(kept.length, kept),
    effects: {
      edge: isExact ? scores.edge : new Int32Array(0),
      effect: isExact ? scores.score : new Float64Array(0),
    },
  }
}

/** [edge] estimates of EAP, which colour a graph where there are no effects. */
export function scoresOf(
  { result }: MethodOutcome,
  edgesTotal: number,
  method: RunSummary['method'],
): Float64Array | undefined {
  if (method !== 'eap' || result.kind !== 'edges') return undefined
  const scores = new Float64Array(edgesTotal).fill(NaN)
  result.scores.edge.forEach((edge, row) => (scores[edge] = result.scores.score[row]))
  return scores
}

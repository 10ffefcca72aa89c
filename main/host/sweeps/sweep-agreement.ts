import type { SweepAgreement } from '../../../contract'
import type { JudgedNumbers } from './run-numbers'

/** Of a judged circuit with its reference; null without one. */
export function agreementOf(
  { precision, recall, sharedEdges, referenceEdges, edges }: JudgedNumbers,
  edgesTotal: number | null,
): SweepAgreement | null {
  if (precision === null || recall === null || sharedEdges === undefined || referenceEdges === undefined)
    return null
  const others = (edgesTotal ?? 0) - referenceEdges
  return {
    precision,
    recall,
    truePositiveRate: recall,
    falsePositiveRate: others > 0 ? (edges - sharedEdges) / others : 0,
  }
}

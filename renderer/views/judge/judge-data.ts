import { capitalised, formatPercent, formatPlural } from '../../widgets/format'
import type { CircuitJudgement, CompletenessSet, Evaluation } from '../../../contract'

/** The circuit in question: the last top n if there is one, else the run's own circuit. */
export function headline({ judgements }: Evaluation): CircuitJudgement {
  return judgements[judgements.length - 1]
}

/** The first judgement of a scored run is of every edge, which is not informative: only its top n are shown. */
export function shownJudgements({ judgements }: Evaluation): CircuitJudgement[] {
  return judgements.length > 1 ? judgements.slice(1) : judgements
}

const CHOICE_LABEL: Record<string, string> = { tokenPositions: 'Positions', promptSet: 'Prompt set' }

/** The six choices as facts. */
export function choiceFacts({ choices }: Evaluation): [string, string][] {
  return Object.entries(choices).map(([name, text]) => [CHOICE_LABEL[name] ?? capitalised(name), text])
}

/** `59.2 %`; `–` where it is not defined. */
export function percent(share: number | null, digits = 1): string {
  if (share === null || !Number.isFinite(share)) return '–'
  return formatPercent(share, digits)
}

/** `59 %`, on axes */
export function wholePercent(share: number): string {
  return formatPercent(share, 0)
}

export interface MinimalityRow {
  node: string
  /** Faithfulness of the circuit without the node; null in results of older versions. */
  without: string | null
  change: string
  /** The change as a number, of which only the size counts in results of older versions. */
  share: number
}

/** Faithfulness of the circuit without each of its nodes, the largest change first. */
export function minimalityRows(nodes: NonNullable<Evaluation['minimality']>): MinimalityRow[] {
  const sorted = [...nodes].sort((a, b) => Math.abs(b.change) - Math.abs(a.change))
  return sorted.map(({ node, without, change }) => ({
    node,
    without: without === undefined ? null : percent(without),
    // Older results have the size of the change only.
    change: without === undefined ? percent(Math.abs(change)) : signedPercent(change),
    share: change,
  }))
}

/** A node whose removal changes faithfulness by less than this is not needed, by minimality. */
const IDLE_CHANGE = 0.01

export function idleNodes(nodes: NonNullable<Evaluation['minimality']>): number {
  return nodes.filter(({ change }) => Math.abs(change) < IDLE_CHANGE).length
}

/** The set without which circuit and model differ most: incompleteness is its difference. */
export function worstSet(sets: readonly CompletenessSet[]): number {
  const distances = sets.map(({ circuit, model }) => Math.abs(circuit - model))
  return distances.indexOf(Math.max(...distances))
}

/** `−56.7 %`, `+0.2 %`, `0.0 %` */
export function signedPercent(share: number): string {
  const text = percent(share)
  return share > 0 && !text.startsWith('0.0') ? `+${text}` : text
}

/** Where the circuit in question is on the curve by size; none if it is outside the measured sizes, or the whole model. */
export function sizeMarks(evaluation: Evaluation): { x: number; text: string }[] {
  const { edges } = headline(evaluation)
  const sizes = (evaluation.curve ?? []).map((point) => point.edges).filter((size) => size > 0)
  const isInside = edges >= Math.min(...sizes) && edges < Math.max(...sizes)
  return isInside ? [{ x: edges, text: formatPlural(edges, 'edge') }] : []
}

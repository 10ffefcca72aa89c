import type { MetricName } from '../../contract'
import { KEPT, type LiveRun } from './live-run'

/** What colours an edge. `score` is the value a circuit file came with. */
export type ValueSource = 'effect' | 'delta' | 'score'

/**
 * The number an edge is coloured by, positive = removal hurts: its exact path-patching effect where
 * computed, else ACDC's measured delta; of an imported circuit its score, turned that way where the file
 * names its metric and as it stands where another program wrote it.
 */
export function edgeValue(run: LiveRun, edge: number): number {
  // The scores of EAP were turned already where its top edges were chosen.
  if (run.detail.scores)
    return run.detail.scores[edge] * (run.summary.method === 'import' ? run.detail.metricSense : 1)
  const effect = run.effect[edge]
  return Number.isNaN(effect) ? run.delta[edge] : effect * run.detail.metricSense
}

export function valueSource(run: LiveRun, edge: number): ValueSource {
  if (run.detail.scores) return 'score'
  return Number.isNaN(run.effect[edge]) ? 'delta' : 'effect'
}

export interface ValueScale {
  /** Largest |value| among kept edges; 0 while there is none. */
  largest: number
  /** How many kept edges are coloured by what. */
  effects: number
  deltas: number
  scores: number
}

export function valueScale(run: LiveRun): ValueScale {
  const scale: ValueScale = { largest: 0, effects: 0, deltas: 0, scores: 0 }
  for (let edge = 0; edge < run.graph.edgeCount; edge++) {
    if (run.state[edge] !== KEPT) continue
    const source = valueSource(run, edge)
    if (source === 'effect') scale.effects++
    else if (source === 'delta') scale.deltas++
    else scale.scores++
    const size = Math.abs(edgeValue(run, edge))
    if (size > scale.largest) scale.largest = size
  }
  return scale
}

export const METRIC_LABEL: Record<MetricName, string> = {
  kl: 'KL',
  logit_diff: 'logit difference',
  log_prob: 'log probability',
  nll: 'NLL',
  prob_diff: 'probability difference',
}

/** `+0.6562`, `−0.0004`, `+1.2e−5` */
export function formatSigned(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  const digits = size !== 0 && size < 5e-5 ? size.toExponential(1).replace('e-', 'e−') : size.toFixed(4)
  return `${value < 0 ? '−' : '+'}${digits}`
}

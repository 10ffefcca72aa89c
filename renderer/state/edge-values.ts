import { effectSign, scoreSign } from '../../contract'
import type { MetricName } from '../../contract'
import { KEPT, type LiveRun } from './live-run'

/** What colours an edge. `score` is the value a circuit file came with. */
export type ValueSource = 'effect' | 'delta' | 'score'

/**
 * +1 or -1: an effect or score of the run times this is positive where the edge matters, which is what red means.
 * Imported scores of which nobody said what they are stand as their file has them.
 */
export function colourSign({ summary, detail }: Pick<LiveRun, 'summary' | 'detail'>): 1 | -1 {
  if (summary.method !== 'import') return effectSign(detail.metricSense, summary.direction)
  const meaning = summary.importedScores?.meaning
  return meaning ? scoreSign(meaning) : 1
}

/**
 * The number an edge is coloured by, positive = the edge matters: its exact path-patching effect where computed,
 * else ACDC's measured delta; its score where the run has scores.
 */
export function edgeValue(run: LiveRun, edge: number): number {
  if (run.detail.scores) return run.detail.scores[edge] * colourSign(run)
  const effect = run.effect[edge]
  return Number.isNaN(effect) ? run.delta[edge] : effect * colourSign(run)
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

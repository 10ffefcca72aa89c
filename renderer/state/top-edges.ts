import { rankEdges, type RankBy } from '../../engine/graph'
import { KEPT, REMOVED, wholeOf, type LiveRun } from './live-run'
import { colourSign } from './edge-values'
import { findsOf, isImported, isOfScores } from './finds'

/** Whether the run has a score for its edges, of which any number of the best can be shown as a circuit. */
export function isScored(run: LiveRun | null): boolean {
  return run !== null && run.summary.state === 'done' && isOfScores(run.summary)
}

/** Whether it has a circuit of its own, and scores by which another one can be chosen. */
export function canRethreshold(run: LiveRun): boolean {
  const { summary, delta, detail } = wholeOf(run)
  if (isImported(summary)) return !isOfScores(summary) && hasScores({ detail })
  return findsOf(summary).decidesEdges && delta.some((harm) => !Number.isNaN(harm))
}

/** Whether some of its edges have a score. */
export function hasScores({ detail }: Pick<LiveRun, 'detail'>): boolean {
  return detail.scores?.some((score) => !Number.isNaN(score)) === true
}

/** Whether it is known which sign of the scores means that an edge matters: only then can they be ranked with their sign. */
export function hasKnownSign({ summary }: Pick<LiveRun, 'summary'>): boolean {
  return summary.importedScores === null || summary.importedScores.meaning !== null
}

/** [edge] EAP's estimate, the exact effect, or the score of a file; NaN where the run scored only some of the edges. */
export function rawScores({ detail, effect }: Pick<LiveRun, 'detail' | 'effect'>): Float64Array {
  return detail.scores ?? effect
}

/** Which edges are shown by their score: the best `top`, or where it is set, all from `threshold` on. */
export interface EdgeChoice {
  top: number
  threshold: number | null
  by: RankBy
}

/** [edge] larger = matters more, NaN without a score: what edges are chosen by. */
interface Ranking {
  order: Int32Array
  /** [rank] in that order, those without a score left out */
  weights: Float64Array
  scores: Float64Array
}

const rankings = new WeakMap<Float64Array, Map<string, Ranking>>()

/** The scored edges of a run, the best first. ACDC's are the harms of removal that it measured. */
export function rankingOf(run: LiveRun, by: RankBy): Ranking {
  const whole = wholeOf(run)
  const decides = findsOf(whole.summary).decidesEdges
  const scores = decides ? whole.delta : rawScores(whole)
  const used = rankBy(whole, by)
  const sign = decides ? 1 : colourSign(whole)
  const known = rankings.get(scores) ?? new Map<string, Ranking>()
  rankings.set(scores, known)
  const key = `${used} ${sign}`
  const found = known.get(key) ?? rankingBy(scores, used, sign)
  known.set(key, found)
  return found
}

/** Whether the sign counts: as ACDC compared it, and by size where nobody knows which sign matters. */
export function rankBy(run: LiveRun, by: RankBy): RankBy {
  if (findsOf(run.summary).decidesEdges) return run.summary.absolute ? 'absolute' : 'signed'
  return hasKnownSign(run) ? by : 'absolute'
}

function rankingBy(scores: Float64Array, by: RankBy, sign: 1 | -1): Ranking {
  const order = rankEdges(
    scores.map((score) => sign * score),
    by,
  )
  const weights = Float64Array.from(order, (edge) =>
    by === 'absolute' ? Math.abs(scores[edge]) : sign * scores[edge],
  ).filter((weight) => !Number.isNaN(weight))
  return { order, weights, scores }
}

/** How many edges a choice takes. */
export function chosenCount(run: LiveRun, { top, threshold, by }: EdgeChoice): number {
  const { weights } = rankingOf(run, by)
  if (threshold === null) return Math.min(top, weights.length)
  return countFrom(weights, threshold)
}

/** How many of these, the largest first, are at least this. */
function countFrom(weights: Float64Array, threshold: number): number {
  let [low, high] = [0, weights.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (weights[middle] >= threshold) low = middle + 1
    else high = middle
  }
  return low
}

/** The threshold that a choice comes to: its own, or the score of the last edge that it takes. */
export function thresholdOfChoice(run: LiveRun, choice: EdgeChoice): number {
  if (choice.threshold !== null) return choice.threshold
  const { weights } = rankingOf(run, choice.by)
  return weights[Math.max(0, Math.min(choice.top, weights.length) - 1)] ?? 0
}

/**
 * The run as if the edges of a choice were its circuit. This is a selection by score, not ACDC: no edge was
 * tested in the absence of the others.
 */
export function withChosenEdges(run: LiveRun, choice: EdgeChoice): LiveRun {
  const whole = wholeOf(run)
  const { order, scores } = rankingOf(whole, choice.by)
  const kept = chosenCount(whole, choice)
  const state = new Uint8Array(whole.graph.edgeCount).fill(REMOVED)
  for (const edge of order.subarray(0, kept)) state[edge] = KEPT
  const threshold = thresholdOfChoice(whole, choice)
  const by = rankBy(whole, choice.by)
  const detail = findsOf(whole.summary).decidesEdges ? whole.detail : { ...whole.detail, scores }
  const excerpt = { kind: 'scores', threshold, by, isTop: choice.threshold === null, whole } as const
  return { ...whole, detail, state, kept, decided: whole.graph.edgeCount, excerpt }
}

/** The same with the best `top` edges. */
export function withTopEdges(run: LiveRun, top: number, by: RankBy): LiveRun {
  return withChosenEdges(run, { top, threshold: null, by })
}

import { effectSign, scoreSign } from '../../contract'
import { KEPT, type LiveRun } from './live-run'
import { findsOf, findsOfMaker, isImported } from './finds'

/**
 * The numbers an edge can have. `effect`: patched metric - base metric, raw; `estimate`: EAP's of it; `harm`: what
 * ACDC minimises, positive where removal hurts; `gain` and `score`: what a circuit file of another program came with.
 */
export type ValueSource = 'effect' | 'estimate' | 'harm' | 'gain' | 'score'

/** What each is called wherever it is shown. */
export const VALUE_NAME: Record<ValueSource, string> = {
  effect: 'effect',
  estimate: 'effect (estimate)',
  harm: 'harm of removal',
  gain: 'gain of a loss',
  score: 'score',
}

/**
 * +1 or -1: an effect or score of the run times this is positive where the edge matters, which is what red means.
 * Imported scores of unknown meaning are taken as they are in the file.
 */
export function colourSign({ summary, detail }: Pick<LiveRun, 'summary' | 'detail'>): 1 | -1 {
  if (!isImported(summary)) return effectSign(detail.metricSense, summary.direction)
  const meaning = summary.importedScores?.meaning
  return meaning ? scoreSign(meaning) : 1
}

/** The number by which an edge is listed and coloured: its effect where that is known, else its harm. */
export function valueSource(run: LiveRun, edge: number): ValueSource {
  const { summary, effect, excerpt } = run
  if (isImported(summary)) return importedSource(run, edge)
  const { edgeScores, decidesEdges } = findsOf(summary)
  // What is chosen by its harm is coloured by it.
  if (decidesEdges && excerpt?.kind === 'scores') return 'harm'
  if (edgeScores === 'estimate') return 'estimate'
  return Number.isNaN(effect[edge]) && decidesEdges ? 'harm' : 'effect'
}

/** Our files name the method of their scores; where it decides edges, only the scores of kept edges are effects of that edge alone. */
function importedSource({ summary, state }: LiveRun, edge: number): ValueSource {
  const meaning = summary.importedScores?.meaning
  if (meaning?.kind === 'gain') return 'gain'
  if (meaning?.kind !== 'effect') return 'score'
  const finds = findsOfMaker(meaning.method)
  if (finds?.decidesEdges && state[edge] !== KEPT) return 'score'
  return finds?.edgeScores === 'estimate' ? 'estimate' : 'effect'
}

/** That number as it is shown, with its own sign. NaN where the edge has none. */
export function shownValue(run: LiveRun, edge: number): number {
  if (run.detail.scores) return run.detail.scores[edge]
  return valueSource(run, edge) === 'harm' ? run.delta[edge] : run.effect[edge]
}

/** The number an edge is coloured by, positive = red = matters: its harm, else the number shown times the run's sign. */
export function edgeValue(run: LiveRun, edge: number): number {
  const value = shownValue(run, edge)
  return valueSource(run, edge) === 'harm' ? value : colourSign(run) * value
}

export interface ValueScale {
  /** Largest |value| among kept edges; 0 while there is none. */
  largest: number
  /** How many kept edges are coloured by each number. */
  counts: Record<ValueSource, number>
}

/** The colours of a run as it was are those of the whole: an edge keeps its colour while time is moved. */
export function valueScale(shown: LiveRun): ValueScale {
  const run = shown.excerpt?.kind === 'step' ? shown.excerpt.whole : shown
  const scale: ValueScale = { largest: 0, counts: { effect: 0, estimate: 0, harm: 0, gain: 0, score: 0 } }
  for (let edge = 0; edge < run.graph.edgeCount; edge++) {
    if (run.state[edge] !== KEPT) continue
    scale.counts[valueSource(run, edge)]++
    const size = Math.abs(edgeValue(run, edge))
    if (size > scale.largest) scale.largest = size
  }
  return scale
}

/** `+0.6562`, `−0.0004`, `+1.2e−5` */
export function formatSigned(value: number): string {
  if (!Number.isFinite(value)) return '–'
  const size = Math.abs(value)
  const digits = size !== 0 && size < 5e-5 ? size.toExponential(1).replace('e-', 'e−') : size.toFixed(4)
  return `${value < 0 ? '−' : '+'}${digits}`
}

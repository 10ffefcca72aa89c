import {
  importanceOf,
  isSameReading,
  meaningOfReading,
  PatchbayError,
  scoreMeaningText,
  type GivenCircuit,
  type ScoreReading,
} from '../../../contract'
import { Circuit, type ComputationalGraph, type RankBy } from '../../graph'
import { topEdges } from './circuit-curves'

/** A circuit by its edges; without `scores` it is judged as it is, without `meaning` by the size of its scores. */
export type JudgedEdges = Pick<GivenCircuit, 'edges'> & Partial<GivenCircuit>

export function givenOf({
  edges,
  name = 'the circuit',
  scores = null,
  meaning = null,
  foundOn = null,
}: JudgedEdges): GivenCircuit {
  return { name, edges, scores, meaning, foundOn }
}

/**
 * The circuit with what its scores were said to be, where it does not say so itself.
 * @throws PatchbayError (bad-input) for an answer that contradicts what the circuit says, or that has no scores.
 */
export function withReading(given: GivenCircuit, reading: ScoreReading | undefined): GivenCircuit {
  if (reading === undefined) return given
  const { name, scores, meaning } = given
  const answer = meaningOfReading(reading)
  if (!scores)
    throw new PatchbayError('bad-input', `${name} has no scores, so --scores says nothing: leave it out.`)
  if (!meaning || isSameReading(meaning, answer)) return { ...given, meaning: meaning ?? answer }
  throw new PatchbayError(
    'bad-input',
    `${name} says that its scores are: ${scoreMeaningText(meaning)}; --scores says: ${scoreMeaningText(answer)}. Leave --scores out.`,
  )
}

/** [edge] larger = matters more; NaN without a score. */
export function weightsOf({ name, scores, meaning }: GivenCircuit, by: RankBy): Float64Array {
  if (by === 'absolute') return scores!.map(Math.abs)
  if (meaning) return importanceOf(scores!, meaning)
  throw new PatchbayError(
    'bad-input',
    `${name} does not say what its scores are, so it is not known which sign matters: say --scores gain (of a loss: positive = matters), or --scores effect with --scores-metric and --scores-direction (metric patched - metric before), or --by absolute, which needs no answer.`,
  )
}

/** @throws PatchbayError (bad-input) where fewer edges have a score. */
export function bestEdges(
  graph: ComputationalGraph,
  given: GivenCircuit,
  { count, by }: { count: number; by: RankBy },
): Circuit {
  const { name, scores } = given
  const scored = scores ? scores.filter((score) => !Number.isNaN(score)).length : 0
  if (scored < Math.min(count, graph.edgeCount)) {
    throw new PatchbayError(
      'bad-input',
      `the top ${count} edges of ${name} cannot be taken: only ${scored} of its edges have a score.`,
    )
  }
  const weights = scores ? weightsOf(given, by) : new Float64Array(graph.edgeCount)
  return topEdges(graph, weights, { count, by })
}

/**
 * The edges whose score is at least this, by their size or turned so that positive = matters: as many of the best ones.
 * @throws PatchbayError (bad-input) where there are no scores, and for signed scores of unknown meaning.
 */
export function edgesFrom(
  graph: ComputationalGraph,
  given: GivenCircuit,
  { threshold, by }: { threshold: number; by: RankBy },
): Circuit {
  if (!given.scores)
    throw new PatchbayError('bad-input', `${given.name} has no scores, so none can be above a threshold.`)
  const edges: number[] = []
  weightsOf(given, by).forEach((weight, edge) => weight >= threshold && edges.push(edge))
  return Circuit.of(graph.edgeCount, edges)
}

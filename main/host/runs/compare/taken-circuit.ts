import { isOfScores, meaningOfRun, PatchbayError, scoresEveryEdge } from '../../../../contract'
import type { EdgeChoice, GivenCircuit, RunDetail } from '../../../../contract'
import { bestEdges, buildGraph, Circuit, edgesFrom } from '../../../../engine/host'
import { edgeScores, keptEdges } from '../run-circuit'

/** How many of the best edges are taken where nothing else says. */
const USUAL_TOP = 20

/** A run, and which of its edges are compared. */
export interface Asked {
  run: RunDetail
  choice?: EdgeChoice
}

/** The circuit that was asked for; `choice` is null where it is the run's own. */
export interface Taken {
  run: RunDetail
  choice: EdgeChoice | null
  circuit: Circuit
}

/** The circuit so far: every edge that was not cut, so the undecided ones of an unfinished run too. */
export function circuitOf(run: RunDetail): Circuit {
  return Circuit.of(run.summary.edgesTotal, keptEdges(run))
}

/**
 * The circuits of the runs, of graphs of one shape. Scores without a choice take as many of their best edges as the first
 * circuit has that a run found itself, since circuits of one size can be compared.
 * @throws PatchbayError (bad-input) for a run that has neither a circuit nor a score for every edge.
 */
export function takenCircuits(asked: readonly Asked[]): Taken[] {
  const own = asked.find(({ run, choice }) => !choice && !isOfScores(run.summary))
  const size = own ? keptEdges(own.run).length : USUAL_TOP
  return asked.map((one) => takenCircuit(one, size))
}

function takenCircuit({ run, choice }: Asked, size: number): Taken {
  const { summary } = run
  if (!choice && !isOfScores(summary)) return { run, choice: null, circuit: circuitOf(run) }
  if (summary.state !== 'done')
    throw new PatchbayError('bad-input', `${summary.name} is not finished: its scores make no circuit yet.`)
  if (!choice && !scoresEveryEdge(summary))
    throw new PatchbayError(
      'bad-input',
      `${summary.name} scored only some of its edges: say how many of the best ones are meant.`,
    )
  const chosen: EdgeChoice = choice ?? { top: size, by: 'absolute' }
  const graph = buildGraph(run.shape)
  const scores = edgeScores(run)
  const given: GivenCircuit = {
    name: summary.name,
    edges: new Int32Array(0),
    scores: scores.every(Number.isNaN) ? null : scores,
    meaning: meaningOfRun(run),
  }
  const circuit =
    'top' in chosen
      ? bestEdges(graph, given, { count: chosen.top, by: chosen.by })
      : edgesFrom(graph, given, chosen)
  return { run, choice: chosen, circuit }
}

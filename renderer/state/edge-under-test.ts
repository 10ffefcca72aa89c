import { edgesInTestOrder, type ComputationalGraph, type TestOrder } from '../../engine/graph'
import { UNDECIDED, type Excerpt, type LiveRun } from './live-run'
import { findsOf } from './finds'

type FixedOrder = Exclude<TestOrder, 'eap'>
const orders = new WeakMap<ComputationalGraph, Map<FixedOrder, Int32Array>>()

/**
 * The edge that is being tested, or would be next while the run is paused; -1 when none is. Between two
 * reports of the host it is the first undecided edge of the test order.
 */
export function edgeUnderTest(run: LiveRun): number {
  if (run.excerpt) return nextOfExcerpt(run.excerpt)
  const { state, metricInitial } = run.summary
  if (!findsOf(run.summary).decidesEdges || (state !== 'running' && state !== 'paused')) return -1
  const reported = run.progress?.testingEdge ?? -1
  if (reported >= 0 && run.state[reported] === UNDECIDED) return reported
  // Before the baselines are measured nothing is tested.
  if (metricInitial === null || run.decided >= run.graph.edgeCount) return -1
  const { order } = run.summary
  // An order that was computed for the run comes with its measurements.
  if (order === 'eap') return run.detail.measurements?.testOrder?.[run.decided] ?? -1
  return testOrder(run.graph, order ?? 'reference')[run.decided]
}

function testOrder(graph: ComputationalGraph, order: FixedOrder): Int32Array {
  const known = orders.get(graph) ?? new Map<FixedOrder, Int32Array>()
  orders.set(graph, known)
  const edges = known.get(order) ?? edgesInTestOrder(graph, order)
  known.set(order, edges)
  return edges
}

/** Of a run as it was: what it decided next. */
function nextOfExcerpt(excerpt: Excerpt): number {
  if (excerpt.kind !== 'step') return -1
  const { step, whole } = excerpt
  return step < whole.decided ? whole.decidedEdges[step] : edgeUnderTest(whole)
}

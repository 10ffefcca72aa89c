import { edgesInTestOrder, type ComputationalGraph, type TestOrder } from '../../engine/graph'
import { UNDECIDED, type LiveRun } from './live-run'

const orders = new WeakMap<ComputationalGraph, Map<TestOrder, Int32Array>>()

/**
 * The edge that is being tested, or would be next while the run is paused; -1 when none is. Between two
 * reports of the host it is the first undecided edge of the test order.
 */
export function edgeUnderTest(run: LiveRun): number {
  const { state, metricInitial, method } = run.summary
  if (method !== 'acdc' || (state !== 'running' && state !== 'paused')) return -1
  const told = run.progress?.testingEdge ?? -1
  if (told >= 0 && run.state[told] === UNDECIDED) return told
  // Before the baselines are measured nothing is tested.
  if (metricInitial === null || run.decided >= run.graph.edgeCount) return -1
  return testOrder(run.graph, run.summary.order ?? 'reference')[run.decided]
}

function testOrder(graph: ComputationalGraph, order: TestOrder): Int32Array {
  const known = orders.get(graph) ?? new Map<TestOrder, Int32Array>()
  orders.set(graph, known)
  const edges = known.get(order) ?? edgesInTestOrder(graph, order)
  known.set(order, edges)
  return edges
}

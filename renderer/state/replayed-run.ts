import { KEPT, UNDECIDED, wholeOf, type LiveRun } from './live-run'

/** The run as it was after its first `step` decisions: what it decided later is undecided, and has no numbers. */
export function runAtStep(run: LiveRun, step: number): LiveRun {
  const whole = wholeOf(run)
  const { edgeCount } = whole.graph
  const at = Math.max(0, Math.min(step, whole.decided))
  const shown: LiveRun = {
    ...whole,
    state: new Uint8Array(edgeCount).fill(UNDECIDED),
    metric: new Float64Array(edgeCount).fill(NaN),
    delta: new Float64Array(edgeCount).fill(NaN),
    step: new Int32Array(edgeCount).fill(-1),
    effect: new Float64Array(edgeCount).fill(NaN),
    decided: at,
    kept: 0,
    excerpt: { kind: 'step', step: at, whole },
  }
  for (let row = 0; row < at; row++) {
    const edge = whole.decidedEdges[row]
    shown.state[edge] = whole.state[edge]
    shown.metric[edge] = whole.metric[edge]
    shown.delta[edge] = whole.delta[edge]
    shown.step[edge] = row
    if (whole.state[edge] !== KEPT) continue
    shown.effect[edge] = whole.effect[edge]
    shown.kept++
  }
  return shown
}

/** Raw metric of the circuit after so many decisions; null where nothing was measured by then. */
export function metricAtStep(run: LiveRun, step: number): number | null {
  for (let row = Math.min(step, run.decided) - 1; row >= 0; row--) {
    const edge = run.decidedEdges[row]
    if (run.state[edge] !== KEPT && !Number.isNaN(run.metric[edge])) return run.metric[edge]
  }
  return run.summary.metricInitial
}

/** Steps, counted from 0, at which an edge was kept. */
export function keptSteps(run: LiveRun): number[] {
  const steps: number[] = []
  for (let row = 0; row < run.decided; row++) if (run.state[run.decidedEdges[row]] === KEPT) steps.push(row)
  return steps
}

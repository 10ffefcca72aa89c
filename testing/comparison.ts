import type { ComparedCircuit, RunComparison, RunSummary } from '../contract'

/** The circuit that a run kept, which nobody judged. */
export function ownSide(run: RunSummary): ComparedCircuit {
  return { run, choice: null, edges: run.edgesKept, judgement: null, judge: null }
}

/** A comparison of two runs that share nothing and were not measured, with what is said of it instead. */
export function comparisonOf(
  a: RunSummary,
  b: RunSummary,
  change: Partial<RunComparison> = {},
): RunComparison {
  const edges = { onlyA: new Int32Array(), onlyB: new Int32Array(), both: new Int32Array() }
  return {
    a,
    b,
    sideA: ownSide(a),
    sideB: ownSide(b),
    shape: { layers: 2, heads: 2, mlps: true, parallel: false },
    modelHash: null,
    ...edges,
    edgeJaccard: 1,
    nodeJaccard: 1,
    nodesOnlyA: [],
    nodesOnlyB: [],
    differences: [],
    choices: [],
    measurementsA: null,
    measurementsB: null,
    worstA: null,
    worstB: null,
    prompts: null,
    heldOut: null,
    ...change,
  }
}

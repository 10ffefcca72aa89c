import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../engine/graph'
import type { RunComparison, RunMeasurements, RunSummary } from '../../../contract'
import { measurementOf } from '../../../testing/measurement'
import { runSummary } from '../../../testing/run-summary'
import {
  cautions,
  countMissing,
  defaultPair,
  edgesOfSide,
  metricRows,
  severalRuns,
  sharesBaselines,
} from './comparison'

const measurement = (kl: number) => measurementOf({ kl: [kl], logit_diff: [1] })

function measured(circuit: number | null, corrupt = 2): RunMeasurements {
  return {
    clean: measurement(0),
    corrupt: measurement(corrupt),
    circuit: circuit === null ? null : measurement(circuit),
    faithfulness: null,
  }
}

const run = (number: number, change: Partial<RunSummary> = {}) =>
  runSummary(number, { edgesTotal: 2461, edgesDecided: 2461, ...change })

describe('metricRows', () => {
  it('has every metric, with null where a run has no circuit measured yet', () => {
    const rows = metricRows(measured(0.3), measured(null))
    expect(rows.map(({ metric }) => metric)).toEqual(['kl', 'logit_diff', 'log_prob', 'nll', 'prob_diff'])
    expect(rows[0]).toEqual({
      metric: 'kl',
      cleanA: 0,
      cleanB: 0,
      corruptA: 2,
      corruptB: 2,
      circuitA: 0.3,
      circuitB: null,
    })
    expect(metricRows(null, null)[0].cleanA).toBeNull()
  })

  it('says whether both runs have the same baselines', () => {
    expect(sharesBaselines(metricRows(measured(0.3), measured(0.1)))).toBe(true)
    expect(sharesBaselines(metricRows(measured(0.3), measured(0.3, 2.5)))).toBe(false)
  })
})

describe('edgesOfSide', () => {
  const graph = buildGraph({ layers: 1, heads: 1, mlps: false, parallel: false })
  const comparison = {
    onlyA: Int32Array.of(0, 3),
    onlyB: Int32Array.of(),
    both: Int32Array.of(4),
  } as Partial<RunComparison>

  it('names the edges and searches in the names', () => {
    const names = (search: string) =>
      edgesOfSide(graph, comparison as RunComparison, 'onlyA', search).map(({ name }) => name)
    expect(names('')).toEqual(['input->a0.h0<q>', 'input->logits'])
    expect(names('LOGITS')).toEqual(['input->logits'])
    expect(names('a0 k')).toEqual([])
  })
})

describe('cautions', () => {
  it('says when a run is unfinished or both are the same', () => {
    expect(cautions(run(1), run(2))).toEqual([])
    expect(cautions(run(1), run(1))).toEqual([
      'This is the same run on both sides: choose another one to see differences.',
    ])
    expect(cautions(run(1), run(2, { state: 'paused', edgesDecided: 1000 }))).toEqual([
      'Run 2 (B) is not finished: its 1,461 undecided edges count as kept.',
    ])
  })
})

describe('defaultPair', () => {
  it('takes the chosen pair, else the two newest finished runs of one model, older first', () => {
    const runs = [run(1), run(2), run(3, { model: 'other' }), run(4, { state: 'running' }), run(5)]
    expect(defaultPair(runs, ['r4', 'r1'])).toEqual(['r4', 'r1'])
    expect(defaultPair(runs, [])).toEqual(['r2', 'r5'])
    expect(defaultPair(runs, ['gone', 'r2'])).toEqual(['r2', 'r5'])
  })

  it('begins with circuits of the open model where there are two', () => {
    const runs = [1, 2, 3, 4].map((number) => run(number, { model: number < 3 ? 'older' : 'newer' }))
    expect(defaultPair(runs, [], { path: 'older', edgeCount: 1 })).toEqual(['r1', 'r2'])
    expect(defaultPair(runs.slice(1), [], { path: 'older', edgeCount: 1 })).toEqual(['r3', 'r4'])
  })

  it('leaves a side open where there is no second run', () => {
    expect(defaultPair([], [])).toEqual([null, null])
    expect(defaultPair([run(1)], [])).toEqual(['r1', null])
    expect(defaultPair([run(1, { state: 'running' })], ['r1'])).toEqual(['r1', null])
  })
})

describe('severalRuns', () => {
  const numbers = (runs: RunSummary[]) => runs.map(({ number }) => number)

  it('are the chosen ones in their order, without deleted ones', () => {
    expect(numbers(severalRuns([run(1), run(2), run(3)], ['r3', 'gone', 'r1'], run(2)))).toEqual([3, 1])
  })

  it('are the newest of the model of A, A first, where nobody chose any', () => {
    const runs = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => run(number, number === 7 ? { model: 'other' } : {}))
    expect(numbers(severalRuns(runs, [], runs[1]))).toEqual([2, 8, 6, 5, 4, 3])
    expect(severalRuns(runs, [], undefined)).toEqual([])
    expect(countMissing(runs, severalRuns(runs, [], runs[1]))).toBe(1)
    expect(countMissing(runs, [])).toBe(0)
  })

  it('begin with the pair on screen, where nobody chose any', () => {
    const runs = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => run(number))
    expect(numbers(severalRuns(runs, [], runs[3], runs[1]))).toEqual([4, 2, 8, 7, 6, 5])
  })
})

import { describe, expect, it } from 'vitest'
import { meaningOfReading, METRIC_SENSE } from '../../contract'
import type { DecisionColumns, RunDetail, RunSummary, ScoreMeaning } from '../../contract'
import { buildGraph, edgesInTestOrder } from '../../engine/graph'
import { edgeValue, formatSigned, shownValue, valueScale } from './edge-values'
import { applyEvents, fromSnapshot, KEPT, REMOVED, UNDECIDED, type LiveRun, type RunEvent } from './live-run'
import { metricBefore } from './metric-before'

const SHAPE = { layers: 2, heads: 2, mlps: false, parallel: false }
const graph = buildGraph(SHAPE)
const order = edgesInTestOrder(graph, 'reference')

/** [edge, metric, delta, kept, reason] rows as columns. */
function columns(firstStep: number, rows: [number, number, number, 0 | 1, number][]): DecisionColumns {
  return {
    firstStep,
    edge: Int32Array.from(rows, (row) => row[0]),
    metric: Float64Array.from(rows, (row) => row[1]),
    delta: Float64Array.from(rows, (row) => row[2]),
    kept: Uint8Array.from(rows, (row) => row[3]),
    reason: Uint8Array.from(rows, (row) => row[4]),
  }
}

const NO_EFFECTS = { edge: new Int32Array(), effect: new Float64Array() }

function snapshot(change: Partial<RunDetail> = {}): RunDetail {
  return {
    summary: summary(),
    config: null,
    shape: SHAPE,
    metricSense: 1,
    provenance: null,
    certificate: null,
    settings: [],
    measurements: null,
    decisions: columns(0, []),
    effects: NO_EFFECTS,
    scores: null,
    seq: 0,
    progress: null,
    ...change,
  }
}

function summary(change: Partial<RunSummary> = {}): RunSummary {
  return {
    id: 'one',
    number: 1,
    name: 'Run 1',
    tags: [],
    note: '',
    variant: null,
    outcome: null,
    state: 'running',
    method: 'acdc',
    model: 'sample:induction',
    modelName: 'induction',
    promptsName: 'pairs',
    promptCount: 4,
    metric: 'kl',
    threshold: 0.02,
    order: 'reference',
    absolute: false,
    direction: 'noising',
    importedScores: null,
    edgesTotal: graph.edgeCount,
    edgesDecided: 0,
    edgesKept: 0,
    testsRun: 0,
    metricInitial: 0,
    metricFinal: null,
    faithfulness: null,
    borderline: 0,
    createdAt: 0,
    finishedAt: null,
    elapsedMs: 0,
    message: null,
    certificate: null,
    ...change,
  }
}

function decisionsEvent(seq: number, decisions: DecisionColumns, effects = NO_EFFECTS): RunEvent {
  return { type: 'run-decisions', runId: 'one', seq, decisions, effects }
}

const [first, second, third] = order
const BATCH_1 = columns(0, [
  [first, 0.4, 0.4, 1, 1],
  [second, 0.01, 0.01, 0, 0],
])
const BATCH_2 = columns(2, [[third, NaN, NaN, 0, 2]])

/** What differs between two runs when compared by content. */
const content = ({
  state,
  metric,
  delta,
  reason,
  step,
  effect,
  decidedEdges,
  decided,
  kept,
  seq,
}: LiveRun) => ({
  arrays: [state, metric, delta, reason, step, effect, decidedEdges].map((array) => Array.from(array)),
  counts: [decided, kept, seq],
})

describe('a run on screen', () => {
  it('is the same from events as from a snapshot that holds them all', () => {
    const effects = { edge: Int32Array.of(first), effect: Float64Array.of(0.5) }
    const all = columns(0, [
      [first, 0.4, 0.4, 1, 1],
      [second, 0.01, 0.01, 0, 0],
      [third, NaN, NaN, 0, 2],
    ])
    const live = applyEvents(fromSnapshot(snapshot()), [
      decisionsEvent(1, BATCH_1),
      decisionsEvent(2, BATCH_2, effects),
    ])
    expect(live.gap).toBe(false)
    expect(content(live.run)).toEqual(content(fromSnapshot(snapshot({ decisions: all, effects, seq: 2 }))))
    expect([live.run.kept, live.run.decided]).toEqual([1, 3])
    expect([first, second, third, order[3]].map((edge) => live.run.state[edge])).toEqual([
      KEPT,
      REMOVED,
      REMOVED,
      UNDECIDED,
    ])
  })

  it('never writes into the run it was given', () => {
    const before = fromSnapshot(snapshot())
    const copy = structuredClone(content(before))
    applyEvents(before, [decisionsEvent(1, BATCH_1)])
    expect(content(before)).toEqual(copy)
  })

  it('skips what the snapshot already held', () => {
    const run = fromSnapshot(snapshot({ decisions: BATCH_1, seq: 1 }))
    const again = applyEvents(run, [decisionsEvent(1, BATCH_1), decisionsEvent(2, BATCH_2)])
    expect([again.gap, again.run.decided, again.run.kept]).toEqual([false, 3, 1])
  })

  it('asks for a snapshot when an event is missing', () => {
    const result = applyEvents(fromSnapshot(snapshot()), [decisionsEvent(2, BATCH_2)])
    expect([result.gap, result.run.decided]).toEqual([true, 0])
  })

  it('leaves events of other runs alone', () => {
    const run = fromSnapshot(snapshot())
    const other: RunEvent = { ...decisionsEvent(1, BATCH_1), runId: 'two' }
    expect(applyEvents(run, [other]).run).toBe(run)
  })

  it('takes over the state of a status event', () => {
    const event: RunEvent = {
      type: 'run-status',
      runId: 'one',
      summary: summary({ state: 'paused' }),
      progress: null,
    }
    expect(applyEvents(fromSnapshot(snapshot()), [event]).run.summary.state).toBe('paused')
  })
})

describe('the value an edge is coloured by', () => {
  const effects = { edge: Int32Array.of(first), effect: Float64Array.of(-0.5) }

  it('is the path-patching effect in the sense of "removal hurts" where it was computed, else the delta', () => {
    const decisions = columns(0, [
      [first, 1, 0.4, 1, 1],
      [second, 1, 0.3, 1, 1],
    ])
    const run = fromSnapshot(snapshot({ decisions, effects, metricSense: -1 }))
    expect([edgeValue(run, first), edgeValue(run, second)]).toEqual([0.5, 0.3])
    expect(valueScale(run)).toEqual({
      largest: 0.5,
      counts: { effect: 1, estimate: 0, harm: 1, gain: 0, score: 0 },
    })
  })

  it('is the score of an imported circuit, with the sign of its meaning once that is known', () => {
    const scores = new Float64Array(graph.edgeCount).fill(-0.25)
    const read = (meaning: ScoreMeaning | null) => {
      const importedScores = { meaning, saidBy: 'person' } as const
      return fromSnapshot(
        snapshot({ scores, metricSense: -1, summary: summary({ method: 'import', importedScores }) }),
      )
    }
    expect([edgeValue(read(null), first), shownValue(read(null), first)]).toEqual([-0.25, -0.25])
    expect(edgeValue(read(meaningOfReading({ kind: 'gain' })), first)).toBe(-0.25)
    const effect = meaningOfReading({ kind: 'effect', metric: 'nll', direction: 'denoising' })
    expect(edgeValue(read(effect), first)).toBe(0.25)
  })

  it.each(['kl', 'logit_diff'] as const)('is the same for a run of ACDC and its file, %s', (metric) => {
    const metricSense = METRIC_SENSE[metric]
    const decisions = columns(0, [
      [first, 1, 0.4, 1, 1],
      [second, 1, -0.3, 1, 1],
    ])
    const live = fromSnapshot(snapshot({ decisions, effects, metricSense, summary: summary({ metric }) }))
    // As exports have it: the raw effect, else the raw change when the edge was cut.
    const scores = new Float64Array(graph.edgeCount).fill(NaN)
    scores[first] = -0.5
    scores[second] = metricSense * -0.3
    const reading = { kind: 'effect', metric, direction: 'noising' } as const
    const meaning = { ...meaningOfReading(reading), method: 'acdc' }
    const file = fromSnapshot(
      snapshot({
        decisions,
        scores,
        summary: summary({ method: 'import', importedScores: { meaning, saidBy: 'file' } }),
      }),
    )
    for (const edge of [first, second]) expect(edgeValue(file, edge)).toBe(edgeValue(live, edge))
    expect(edgeValue(live, first)).toBe(metricSense * -0.5)
    expect(edgeValue(live, second)).toBe(-0.3)
  })

  it('reads with its sign, and in powers of ten where four decimals would hide it', () => {
    expect([0.42, -0.0004, 0.000012, 0, NaN].map(formatSigned)).toEqual([
      '+0.4200',
      '−0.0004',
      '+1.2e−5',
      '+0.0000',
      '–',
    ])
  })
})

describe('the metric before a test', () => {
  it('is that of the last accepted cut, skipping kept and unmeasured edges', () => {
    const decisions = columns(0, [
      [first, 0.01, 0.01, 0, 0],
      [second, 0.9, 0.89, 1, 1],
      [third, NaN, NaN, 0, 2],
      [order[3], 0.02, 0.01, 0, 0],
    ])
    const run = fromSnapshot(snapshot({ decisions }))
    expect([metricBefore(run, first), metricBefore(run, order[3])]).toEqual([0, 0.01])
  })
})

import type { DecisionColumns, EffectColumns } from '../../../../contract'
import { expectedStages, downstreamLayers, stageOfEdge } from '../../../../engine/host'
import type { ComputationalGraph, MethodEvent } from '../../../../engine/host'
import { dot, nonNegativeFit } from './non-negative-fit'

/** The estimate is made again this often, in computing time; in between it counts down. */
const ESTIMATE_EVERY_MS = 500
/** Nothing is said of how costs grow before so many tests before the last layer, or so much time of them. */
const MIN_TESTS = 30
const MIN_TESTS_MS = 1_000
/** What a stage measured for less than this counts for little: it has hardly begun. */
const NOISE_MS = 200
/** How much of the way to a new estimate the shown one goes at once: steps at the bounds of stages are smoothed. */
const APPROACH = 0.3

/** What one stage cost in this run. */
interface MeasuredStage {
  downstreamLayers: number
  /** Its first trial, in which everything above it is computed again; null before it. */
  startMs: number | null
  /** The tests after it. */
  tests: number
  ms: number
}

/**
 * How long an ACDC run may still take. Free decisions cost nothing, and a test costs the more, the more layers are
 * downstream of its receiver: so what is expected to be left is counted in tests by stage, and what a test costs is learned
 * from those measured in this run. Starting a stage and the effects of kept edges have costs of their own.
 */
export class RemainingTime {
  private readonly kept: number[]
  private tests: number
  /** Kept edges whose effect is still to be measured, by the layers downstream of them. */
  private readonly pendingEffects = new Map<number, number>()
  private readonly measured = new Map<number, MeasuredStage>()
  private readonly effects = { passes: 0, ms: 0 }
  private computedMs = 0
  private shown: { atMs: number; leftMs: number } | null = null

  constructor(
    private readonly graph: ComputationalGraph,
    private order: Int32Array,
    journal: DecisionColumns,
    effects: EffectColumns,
  ) {
    this.kept = [...journal.kept]
    this.tests = journal.delta.reduce((count, delta) => count + (Number.isNaN(delta) ? 0 : 1), 0)
    const isKnown = new Set(effects.edge)
    journal.edge.forEach((edge, step) => {
      if (journal.kept[step] && !isKnown.has(edge)) this.pendingEffects.set(edge, this.passesOf(edge))
    })
  }

  /** An event of the run, and how long it was computed. */
  add(event: MethodEvent, ms: number): void {
    this.computedMs += ms
    // Before the first test of all, the cuts of an earlier part of the run were made again: that comes only once.
    if (event.type === 'testing' && this.measured.size > 0) this.stageOf(event.edge).ms += ms
    if (event.type === 'baseline' && 'testOrder' in event && event.testOrder) this.order = event.testOrder
    if (event.type === 'decision') this.addDecision(event, ms)
    if (event.type === 'effect') {
      this.pendingEffects.delete(event.edge)
      this.effects.passes += this.passesOf(event.edge)
      this.effects.ms += ms
    }
  }

  /** null while nothing is known. */
  leftMs(): number | null {
    const { shown, computedMs } = this
    const sinceMs = shown ? computedMs - shown.atMs : Infinity
    if (sinceMs >= ESTIMATE_EVERY_MS) {
      const estimate = this.estimate()
      if (estimate === null) return null
      const counted = shown ? Math.max(0, shown.leftMs - sinceMs) : estimate
      this.shown = { atMs: computedMs, leftMs: counted + APPROACH * (estimate - counted) }
      return this.shown.leftMs
    }
    return Math.max(0, shown!.leftMs - sinceMs)
  }

  private addDecision({ edge, kept, delta }: Extract<MethodEvent, { type: 'decision' }>, ms: number): void {
    this.kept.push(kept ? 1 : 0)
    if (kept) this.pendingEffects.set(edge, this.passesOf(edge))
    if (delta === null) return
    this.tests++
    const stage = this.stageOf(edge)
    if (stage.startMs === null) {
      stage.startMs = ms
      return
    }
    stage.tests++
    stage.ms += ms
  }

  private estimate(): number | null {
    const stages = [...this.measured.values()].filter(({ startMs }) => startMs !== null)
    if (!this.knowsGrowth(stages)) return null
    const msPerTest = growthOf(
      stages.map(({ downstreamLayers: layers, tests, ms }) => ({ layers, times: tests, ms })),
    )
    const msPerStart = growthOf(
      stages.map(({ downstreamLayers: layers, startMs }) => ({ layers, times: 1, ms: startMs! })),
    )
    const msPerPass = this.effects.passes > 0 ? this.effects.ms / this.effects.passes : 0
    let leftMs = 0
    for (const passes of this.pendingEffects.values()) leftMs += passes * msPerPass
    const { graph, order, kept, tests } = this
    for (const next of expectedStages({ graph, order, kept, tests })) {
      const starts = this.measured.get(next.stage)?.startMs == null ? Math.min(1, next.tests) : 0
      leftMs += next.tests * msPerTest(next.downstreamLayers) + starts * msPerStart(next.downstreamLayers)
      leftMs += next.kept * (next.downstreamLayers + 1) * msPerPass
    }
    return leftMs
  }

  /** The last layer alone says nothing about how costs grow. */
  private knowsGrowth(stages: readonly MeasuredStage[]): boolean {
    const informative =
      this.graph.shape.layers === 1 ? stages : stages.filter((stage) => stage.downstreamLayers > 0)
    const tests = informative.reduce((sum, stage) => sum + stage.tests, 0)
    const ms = informative.reduce((sum, stage) => sum + stage.ms, 0)
    return tests >= MIN_TESTS || ms >= MIN_TESTS_MS
  }

  private stageOf(edge: number): MeasuredStage {
    const stage = stageOfEdge(this.graph, edge)
    const found = this.measured.get(stage) ?? {
      downstreamLayers: downstreamLayers(stage),
      startMs: null,
      tests: 0,
      ms: 0,
    }
    this.measured.set(stage, found)
    return found
  }

  /** An effect is a dense forward pass through the layers downstream of the edge. */
  private passesOf(edge: number): number {
    return downstreamLayers(stageOfEdge(this.graph, edge)) + 1
  }
}

/**
 * Milliseconds each, by the layers downstream: so much for every layer, more where costs are seen to grow faster (the
 * later layers read each other), and a constant where that does not explain all.
 */
function growthOf(measured: { layers: number; times: number; ms: number }[]): (layers: number) => number {
  const factors = nonNegativeFit(
    measured.map(({ layers, times }) => [times * layers, times * layers ** 2, times]),
    measured.map(({ ms }) => ms),
    // Costly stages weigh more, as the coming ones are like them, but less than in plain least squares.
    measured.map(({ ms }) => 1 / (ms + NOISE_MS)),
  )
  return (layers) => dot([layers, layers ** 2, 1], factors)
}

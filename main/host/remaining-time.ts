import type { DecisionColumns, EffectColumns } from '../../contract'
import { expectedStages, layersBehind, stageOfEdge } from '../../engine'
import type { ComputationalGraph } from '../../engine'
import { dot, nonNegativeFit } from './non-negative-fit'
import type { RunEvent } from './run-event'

/** The estimate is made anew this often, in computing time; in between it counts down. */
const ESTIMATE_EVERY_MS = 500
/** Nothing is said before tests were computed for so long. */
const MIN_TESTING_MS = 500
/** How much of the way to a new estimate the shown one goes at once: steps at the bounds of stages are smoothed. */
const APPROACH = 0.3

/** What the tests of one stage cost in this run. */
interface MeasuredStage {
  layersBehind: number
  tests: number
  ms: number
}

/**
 * How long an ACDC run may still take. Free decisions cost nothing, and a test costs the more the more layers lie
 * behind its receiver: so what is expected to be left is counted in tests by stage, and what a test costs is learned
 * from those measured in this run. Starting a stage and the effects of kept edges have costs of their own.
 */
export class RemainingTime {
  private readonly kept: number[]
  private tests: number
  /** Kept edges whose effect is still to be measured, by the layers behind them. */
  private readonly pendingEffects = new Map<number, number>()
  private readonly measured = new Map<number, MeasuredStage>()
  private readonly effects = { passes: 0, ms: 0 }
  private computedMs = 0
  private shown: { atMs: number; leftMs: number } | null = null

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly order: Int32Array,
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
  add(event: RunEvent, ms: number): void {
    this.computedMs += ms
    if (event.type === 'testing') this.stageOf(event.edge).ms += ms
    if (event.type === 'decision') {
      const stage = this.stageOf(event.edge)
      stage.ms += ms
      this.kept.push(event.kept ? 1 : 0)
      if (event.kept) this.pendingEffects.set(event.edge, this.passesOf(event.edge))
      if (event.delta === null) return
      stage.tests++
      this.tests++
    }
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

  private estimate(): number | null {
    const { graph, order, kept, tests } = this
    const stages = [...this.measured.values()].filter((stage) => stage.tests > 0)
    if (stages.reduce((sum, { ms }) => sum + ms, 0) < MIN_TESTING_MS) return null
    // The last layer alone says nothing about how costs grow.
    if (graph.shape.layers > 1 && !stages.some((stage) => stage.layersBehind > 0)) return null
    // Costly stages weigh more, since those to come are like them, but less than by their squares.
    const factors = nonNegativeFit(
      stages.map((stage) => costColumns(stage.tests, stage.layersBehind, 1)),
      stages.map(({ ms }) => ms),
      stages.map(({ ms }) => 1 / Math.max(1, ms)),
    )
    const { passes, ms } = this.effects
    const msPerPass = passes > 0 ? ms / passes : 0
    let leftMs = 0
    for (const pass of this.pendingEffects.values()) leftMs += pass * msPerPass
    for (const { stage, layersBehind: behind, tests: left, kept: keeps } of expectedStages({
      graph,
      order,
      kept,
      tests,
    })) {
      const starts = this.measured.get(stage)?.tests ? 0 : Math.min(1, left)
      leftMs += dot(costColumns(left, behind, starts), factors) + keeps * (behind + 1) * msPerPass
    }
    return leftMs
  }

  private stageOf(edge: number): MeasuredStage {
    const stage = stageOfEdge(this.graph, edge)
    const found = this.measured.get(stage) ?? { layersBehind: layersBehind(stage), tests: 0, ms: 0 }
    this.measured.set(stage, found)
    return found
  }

  /** An effect is a dense forward pass through the layers behind the edge. */
  private passesOf(edge: number): number {
    return layersBehind(stageOfEdge(this.graph, edge)) + 1
  }
}

/** What the cost of tests is taken to be made of: growth with depth comes first, as long as nothing contradicts it. */
function costColumns(tests: number, behind: number, starts: number): number[] {
  return [tests * behind, tests, starts * behind]
}

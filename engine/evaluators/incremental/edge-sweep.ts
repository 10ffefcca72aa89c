import type { ComputationalGraph } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'
import type { Feeds } from '../../onnx'
import { joinedData, type PairedRuns, type PromptBatch } from '../../experiment/paired-runs'
import { CleanRun } from './clean/clean-run'
import { part } from './nodes/copies'
import { NodeRunner } from './nodes/node-runner'
import type { SingleEdgePlan } from './plan/single-edge-plan'
import { SingleEdges } from './execute/single-edges'

/** What edges are patched in. */
export interface SweepSetup {
  graph: ComputationalGraph
  config: TransformerConfig
  weights: Feeds
  runs: PairedRuns
  threads: number
}

interface SweptBatch {
  batch: PromptBatch
  clean: CleanRun
  singles: SingleEdges
}

/** Runs in which a single edge carries the donor's value of its sender, of one edge after another. */
export class EdgeSweep {
  private readonly runner: NodeRunner
  private readonly batches: SweptBatch[]
  private readonly head: Feeds

  constructor({ graph, config, weights, runs, threads }: SweepSetup) {
    this.runner = new NodeRunner(config, weights, runs.length, threads)
    this.head = { unembed: weights.unembed }
    this.batches = runs.batches.map((batch) => {
      const clean = new CleanRun(graph, config, weights, batch, runs.length)
      return { batch, clean, singles: new SingleEdges(graph, config, clean, this.runner) }
    })
  }

  /** Rows that can change in the largest batch: what one edge costs. */
  get changingRows(): number {
    return Math.max(...this.batches.map(({ clean }) => clean.rows.changing.length))
  }

  /**
   * Logits [prompt, vocab] at the answer positions with each edge patched alone; all lead into the planned receiver.
   * Where an edge changes nothing they are those of the clean run, whatever rounding would make of it.
   */
  async execute(plan: SingleEdgePlan, edges: readonly number[]): Promise<Float32Array[]> {
    const byBatch: Float32Array[][] = []
    for (const { batch, singles } of this.batches) {
      const { last, isUnchanged } = await singles.execute(plan, edges)
      const logits = await this.runner.last.logits(last, this.head)
      byBatch.push(edges.map((_, copy) => (isUnchanged[copy] ? batch.cleanLogits : part(logits, copy))))
    }
    return edges.map((_, copy) => joinedData(byBatch.map((parts) => parts[copy])))
  }

  release(): Promise<void> {
    return this.runner.release()
  }
}

import type { Circuit, ComputationalGraph } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'
import type { Feeds } from '../../onnx'
import type { PromptBatch } from '../../experiment/paired-runs'
import { NodeRunner } from '../incremental/nodes/node-runner'
import { part, type Copies } from '../incremental/nodes/copies'
import { streamMetricOf } from '../incremental/metric/stream-metric'
import { CircuitsRun } from './circuits-run'
import { groupsOf } from './circuits-plan'
import { DonorRun } from './donor-run'
import { lastStreams } from './side-by-side'
import { valueRooms } from './value-rooms'
import { circuitsMemory, sweepMemory, type SweepMemory } from './value-store'
import { MAX_RUN_ROWS } from './waiting-mlps'

/** What circuits are measured on; every batch has prompts padded to `length`. */
export interface CircuitSweepSetup {
  graph: ComputationalGraph
  config: TransformerConfig
  weights: Feeds
  length: number
  threads: number
  /** What a part of the prompts may take, where less than usual may be used. */
  partBytes?: number
}

/** Circuits that were run together, by their indices, and their last streams at the answers [circuits, batch, dModel]. */
export interface SweptCircuits {
  circuits: readonly number[]
  last: Copies
}

/** What the values of a group of circuits may take. */
const MAX_GROUP_BYTES = 256 * 2 ** 20
/** Circuits whose whole logits are made at once. */
const MAX_LOGITS_BYTES = 64 * 2 ** 20

/**
 * Measures exactly what the masked evaluator measures, of many circuits at once: starting from the run with every edge
 * cut, only nodes that kept edges lead into and out of are computed, at the rows that can matter, and what circuits have
 * in common once. See the README of the room.
 */
export class CircuitSweep {
  private readonly runner: NodeRunner
  private readonly memory = sweepMemory()

  constructor(private readonly setup: CircuitSweepSetup) {
    const { config, weights, length, threads } = setup
    this.runner = new NodeRunner(config, weights, length, threads)
  }

  batch(batch: PromptBatch): SweptBatch {
    return new SweptBatch(this.setup, batch, this.runner, this.memory)
  }

  release(): Promise<void> {
    return this.runner.release()
  }
}

/** One batch of prompts. */
export class SweptBatch {
  private readonly donor: DonorRun

  constructor(
    private readonly setup: CircuitSweepSetup,
    private readonly batch: PromptBatch,
    private readonly runner: NodeRunner,
    private readonly memory: SweepMemory,
  ) {
    const { graph, config, weights, length } = setup
    this.donor = new DonorRun(graph, config, weights, batch, length, runner)
  }

  /** Group by group, so that a run can pause in between; those alone that are wanted. */
  async *run(
    circuits: readonly Circuit[],
    isWanted: (circuit: Circuit) => boolean = () => true,
  ): AsyncGenerator<SweptCircuits> {
    const { graph, config, partBytes = Infinity } = this.setup
    const most = Math.min(MAX_GROUP_BYTES, partBytes / 4)
    const { donor, runner } = this
    const group = config.heads / config.kvHeads
    const bytes = { changing: 4 * donor.run.width('changing'), answer: 4 * donor.run.width('answer') }
    const isRun = this.batch.ablation === 'resample'
    const wanted = [...circuits.keys()].filter((index) => isWanted(circuits[index]))
    const some = wanted.map((index) => circuits[index])
    const mostAlone = Math.floor(MAX_RUN_ROWS / donor.rows('changing'))
    for (const groups of groupsOf(graph, some, { bytes, most, mostAlone }, isRun)) {
      const plans = groups.map(({ plan }) => plan)
      const rooms = valueRooms(plans, donor, this.memory.values)
      const runs = plans.map((plan, at) => {
        const memory = (this.memory.groups[at] ??= circuitsMemory())
        return new CircuitsRun({ graph, runner, donor, plan, group }, memory, rooms[at])
      })
      const lasts = await lastStreams(runs, runner, donor.run.positionInputs, this.memory)
      for (const [at, last] of lasts.entries())
        yield { circuits: groups[at].circuits.map((index) => wanted[index]), last }
    }
  }

  /** [circuit][prompt]; NaN where a prompt has no answers on a side. */
  async logitDiffs(last: Copies): Promise<Float64Array[]> {
    const { config, weights } = this.setup
    const { pairs } = this.batch
    if (pairs.every(({ answers, wrongAnswers }) => answers.length + wrongAnswers.length === 0))
      return Array.from({ length: last.copies }, () => new Float64Array(pairs.length).fill(NaN))
    // logit_diff does not look at the clean run.
    const measured = { metric: 'logit_diff', cleanLast: new Float32Array() } as const
    const metric = await streamMetricOf({
      config,
      weights,
      runner: this.runner.last,
      batch: this.batch,
      ...measured,
    })
    return metric.perPrompt(last)
  }

  /** Logits [prompt, vocab] of one circuit after another. */
  async *logits(last: Copies): AsyncGenerator<Float32Array> {
    const { unembed } = this.setup.weights
    const size = Math.max(1, Math.floor(MAX_LOGITS_BYTES / (4 * this.batch.pairs.length * unembed.dims[0])))
    for (let from = 0; from < last.copies; from += size) {
      const copies = Math.min(size, last.copies - from)
      const width = last.data.length / last.copies
      const some = { data: last.data.subarray(from * width, (from + copies) * width), copies }
      const logits = await this.runner.last.logits(some, { unembed })
      for (let copy = 0; copy < copies; copy++) yield part(logits, copy)
    }
  }
}

import type { Circuit, ComputationalGraph } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'
import type { Feeds } from '../../onnx'
import type { PromptBatch } from '../../experiment/paired-runs'
import { inBatches } from '../../experiment/experiment'
import { joinedData } from '../../experiment/paired-runs'
import { NodeRunner } from '../incremental/nodes/node-runner'
import { part, type Copies } from '../incremental/nodes/copies'
import { streamMetricOf } from '../incremental/metric/stream-metric'
import { chosenStream } from './chosen-circuit'
import { CircuitsRun } from './circuits-run'
import { groupRoom, groupsOf, type GroupRoom } from './circuits-plan'
import { chosenSlots } from './computed-layers'
import { DonorRun } from './donor-run'
import { LayerRunner } from './layer-runner'
import { liveCircuit, type LiveCircuit } from './live-circuit'
import { plainStreams } from './plain-circuits'
import { sweepMemory, type SweepMemory } from './value-store'
import { MAX_RUN_ROWS } from './waiting-mlps'
import { isPlain, isWide, type LayerSetting } from './whole-layers'

/** What circuits are measured on; every batch has prompts padded to `length`. */
export interface CircuitSweepSetup {
  graph: ComputationalGraph
  config: TransformerConfig
  weights: Feeds
  length: number
  threads: number
  /** How many are measured on a batch in all: memory is made once, for as many as that may need. */
  circuits: number
  /** What a part of the prompts may take, where less than usual may be used. */
  partBytes?: number
}

/** Circuits that were run together, by their indices, and their last streams at the answers [circuits, batch, dModel]. */
export interface SweptCircuits {
  circuits: readonly number[]
  last: Copies
}

/** Of single nodes, and of whole layers. */
interface Runners {
  nodes: NodeRunner
  layers: LayerRunner
}

/** Plain passes are made side by side for as many circuits as fill so many calls: they are one pass up to where they differ. */
const PLAIN_CALLS = 4
/** Circuits whose whole logits are made at once. */
const MAX_LOGITS_BYTES = 64 * 2 ** 20

/**
 * Measures exactly what the masked evaluator measures, of many circuits at once: starting from the run with every edge
 * cut, only nodes that kept edges lead into and out of are computed, at the rows that can matter, and what circuits have
 * in common once. See the README of the room.
 */
export class CircuitSweep {
  private readonly runners: Runners
  private readonly memory: SweepMemory

  constructor(private readonly setup: CircuitSweepSetup) {
    const { config, weights, length, threads } = setup
    this.runners = {
      nodes: new NodeRunner(config, weights, length, threads),
      layers: new LayerRunner(config, weights, length, threads),
    }
    this.memory = sweepMemory(threads)
  }

  batch(batch: PromptBatch): SweptBatch {
    return new SweptBatch(this.setup, batch, this.runners, this.memory)
  }

  async release(): Promise<void> {
    await this.runners.nodes.release()
    await this.runners.layers.release()
    await this.memory.sums.release()
  }
}

/** One batch of prompts. */
export class SweptBatch {
  private readonly donor: DonorRun

  constructor(
    private readonly setup: CircuitSweepSetup,
    private readonly batch: PromptBatch,
    private readonly runners: Runners,
    private readonly memory: SweepMemory,
  ) {
    const { graph, config, weights, length } = setup
    this.donor = new DonorRun(graph, config, weights, batch, length, runners.nodes)
  }

  /** Some at a time, so that a run can pause in between; those alone that are wanted. */
  async *run(
    circuits: readonly Circuit[],
    isWanted: (circuit: Circuit) => boolean = () => true,
  ): AsyncGenerator<SweptCircuits> {
    const { graph } = this.setup
    const sorted: Record<'plain' | 'wide' | 'sparse', number[]> = { plain: [], wide: [], sparse: [] }
    for (const [index, circuit] of circuits.entries()) {
      if (!isWanted(circuit)) continue
      const live = this.live(circuit)
      if (!isWide(live)) sorted.sparse.push(index)
      else if (isPlain(graph, live)) sorted.plain.push(index)
      else sorted[this.hasViews ? 'sparse' : 'wide'].push(index)
    }
    yield* this.sparse(circuits, sorted.sparse)
    const most = Math.max(1, Math.floor(MAX_RUN_ROWS / this.donor.rows('changing')))
    for (const some of inBatches(sorted.plain, PLAIN_CALLS * most)) {
      const lasts = await plainStreams(
        { ...this.layers, most, memory: this.memory.plain },
        some.map((index) => this.live(circuits[index])),
      )
      yield { circuits: some, last: { data: joinedData(lasts), copies: some.length } }
    }
    for (const index of sorted.wide) {
      const room = this.memory.values.changing.take(chosenSlots(graph) * this.donor.run.width('changing'))
      const data = await chosenStream(this.layers, this.live(circuits[index]), room)
      yield { circuits: [index], last: { data, copies: 1 } }
    }
  }

  private live(circuit: Circuit): LiveCircuit {
    return liveCircuit(this.setup.graph, circuit, this.batch.ablation === 'resample')
  }

  /** Whether heads are seen through a norm: those have to be added together for each receiver. */
  private get hasViews(): boolean {
    return this.setup.graph.senders.some((_, sender) => this.donor.run.views.layerOf(sender) !== null)
  }

  private get layers(): LayerSetting {
    const { graph, config } = this.setup
    const { runners, memory, donor } = this
    return {
      graph,
      config,
      donor,
      runner: runners.layers,
      sums: memory.sums,
      products: runners.nodes.sums,
    }
  }

  private async *sparse(
    circuits: readonly Circuit[],
    some: readonly number[],
  ): AsyncGenerator<SweptCircuits> {
    const { graph, partBytes = Infinity } = this.setup
    const { donor, runners, memory } = this
    const bytes = { changing: 4 * donor.run.width('changing'), answer: 4 * donor.run.width('answer') }
    const room = groupRoom(bytes, partBytes)
    const isRun = this.batch.ablation === 'resample'
    this.reserve(room)
    for (const { circuits: own, plan } of groupsOf(graph, circuits, some, room, isRun)) {
      const run = new CircuitsRun({ graph, runner: runners.nodes, donor, plan }, memory)
      yield { circuits: own, last: await run.run() }
    }
  }

  /** As much at once as groups can need, which may exceed their room by a circuit: memory that is not written to takes none. */
  private reserve(bytes: GroupRoom): void {
    const { graph, circuits } = this.setup
    const room = { values: Math.floor(bytes.values / 4), sums: Math.floor(bytes.sums / 4) }
    for (const where of ['changing', 'answer'] as const) {
      const width = this.donor.run.width(where)
      const ofCircuits = Math.min(room.values, circuits * graph.senders.length * width)
      const ofOne = Math.min(room.values, chosenSlots(graph) * width)
      this.memory.values[where].reserve(ofCircuits + ofOne)
      const ofStep = (3 * graph.shape.heads + 1) * width
      for (const input of this.memory.inputs[where])
        input.reserve(Math.min(room.sums, circuits * ofStep) + ofStep)
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
      runner: this.runners.nodes.last,
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
      const logits = await this.runners.nodes.last.logits(some, { unembed })
      for (let copy = 0; copy < copies; copy++) yield part(logits, copy)
    }
  }
}

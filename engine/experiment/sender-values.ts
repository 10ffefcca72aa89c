import type { Ablation, Direction } from '../../contract'
import { ablatedValues, type CorruptMeans } from './ablation'
import { donorSide, baseSide, paddedLength, pairFeeds, type Experiment, type Side } from './experiment'
import { floatTensor, Session, type Feeds, type FloatTensor, type Graph } from '../onnx'
import { firstLayer, type Inlet, type InletAt } from '../transformer'
import type { Receiver, Sender } from '../graph'
import { senderCount } from './paired-runs'
import { seenChange } from './seen-change'
import { captureSites, type CapturedBatch } from './site-capture'

/** One batch of prompts in both runs, as edge and path patching need it. */
export class SenderValues {
  /** [sender, batch*pos*dModel] */
  readonly base: Float32Array
  /** donor - base, [sender, batch*pos*dModel] */
  readonly delta: Float32Array
  readonly cells: number

  private constructor(
    private readonly experiment: Experiment,
    readonly captured: CapturedBatch,
    private readonly direction: Direction,
    /** [sender, batch*pos*dModel] */
    donors: Float32Array,
  ) {
    this.base = joinedSenders(experiment, captured, baseSide(direction))
    this.delta = difference(donors, this.base)
    this.cells = captured.pairs.length * paddedLength(experiment) * experiment.config.dModel
  }

  /** Of all prompts of the experiment; `means` as in ablatedValues. */
  static async capture(
    experiment: Experiment,
    { direction, ablation, means }: { direction: Direction; ablation: Ablation; means: CorruptMeans | null },
  ): Promise<SenderValues> {
    const { config, pairs } = experiment
    const captured = await captureSites(experiment, ['resid', 'attn', 'heads', 'mlp'])
    const data = joinedSenders(experiment, captured, donorSide(direction))
    const values = { data, pairs, slots: senderCount(config), positions: paddedLength(experiment) }
    // In the direction in which there is an ablation, donors are the corrupt run's.
    const [donors] = ablatedValues([values], ablation, means ?? undefined)
    return new SenderValues(experiment, captured, direction, donors)
  }

  /** Changes of these senders as copies: [sender, 1, batch*pos, dModel]. */
  deltas(senders: readonly number[]): FloatTensor {
    const data = new Float32Array(senders.length * this.cells)
    senders.forEach((sender, copy) => data.set(this.deltaOf(sender), copy * this.cells))
    return this.tensor(data)
  }

  deltaOf(sender: number): Float32Array {
    return this.delta.subarray(sender * this.cells, (sender + 1) * this.cells)
  }

  /** See seenChange; the layer's other heads are those of the base run. */
  seenChange(sender: Sender, change: Float32Array): Promise<Float32Array> {
    return seenChange(this.experiment, sender, change, (layer) => this.baseValue('attn', layer))
  }

  /** [copies, 1, batch*pos, dModel] */
  tensor(data: Float32Array): FloatTensor {
    const { dModel } = this.experiment.config
    return floatTensor(data, [data.length / this.cells, 1, this.cells / dModel, dModel])
  }

  baseValue(site: 'resid' | 'attn' | 'mlp', layer: number): FloatTensor {
    return this.captured[baseSide(this.direction)].value(site, layer)
  }

  get baseLogits(): FloatTensor {
    return this.captured[baseSide(this.direction)].logits
  }

  /** Feeds of a graph that begins at the base run's stream before the inlet's layer. */
  feeds(at: InletAt): Feeds {
    const { config, weights } = this.experiment
    const { answerRows } = pairFeeds(this.captured.pairs, 'clean', paddedLength(this.experiment))
    return { ...weights, answerRows, stream: this.baseValue('resid', firstLayer(config, at)) }
  }

  logits(side: Side): Float32Array {
    return this.captured[side].logits.data
  }
}

/** Where a receiver reads, and which of the layer's heads it is. */
export function inletOf({ kind, layer }: Receiver): InletAt {
  const inlet: Inlet = kind === 'mlp' ? 'mlp-input' : kind === 'logits' ? 'logits-input' : `${kind}-input`
  return { inlet, layer }
}

/** 1 at the receiver's head: [1, head, 1, 1]; a single 1 for the MLP and the logits. */
export function receiverMask(heads: number, chosen: readonly Receiver[]): FloatTensor {
  if (chosen[0].head < 0) return floatTensor(Float32Array.of(1), [1, 1, 1, 1])
  const mask = new Float32Array(heads)
  for (const { head } of chosen) mask[head] = 1
  return floatTensor(mask, [1, heads, 1, 1])
}

/** Runs `use` with a session of the graph, released whatever happens. */
export async function withSession<T>(
  graph: Graph,
  threads: number,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await Session.create(graph, { threads })
  try {
    return await use(session)
  } finally {
    await session.release()
  }
}

/** Element by element a - b. */
export function difference(a: Float32Array, b: Float32Array): Float32Array {
  const result = new Float32Array(a.length)
  for (let i = 0; i < a.length; i++) result[i] = a[i] - b[i]
  return result
}

function joinedSenders({ config }: Experiment, captured: CapturedBatch, side: Side): Float32Array {
  const parts: Float32Array[] = [captured[side].value('resid', 0).data]
  for (let layer = 0; layer < config.layerCount; layer++) {
    parts.push(captured[side].value('heads', layer).data)
    if (config.mlp.kind !== 'none') parts.push(captured[side].value('mlp', layer).data)
  }
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}

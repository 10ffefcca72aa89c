import type { ComputationalGraph } from '../../../graph'
import type { TransformerConfig } from '../../../model/transformer'
import { floatTensor, type Feeds } from '../../../onnx'
import type { QkvKind, Where } from '../../../transformer'
import type { CleanRun } from './clean-run'
import type { Copies } from '../nodes/copies'
import type { NodeRunner } from '../nodes/node-runner'

export interface HeadRows {
  layer: number
  head: number
  /** The rows at which the head's output is needed. */
  where: Where
  /** How many senders it reads. */
  senderCount: number
}

/**
 * q, k and v of a head in the clean run, computed as trials do: k and v at all positions, q at all or only at the
 * answers.
 */
export async function cleanProjections(
  clean: CleanRun,
  runner: NodeRunner,
  { layer, head, where, senderCount }: HeadRows,
): Promise<Record<QkvKind, Copies>> {
  const stream = clean.stream(senderCount)
  const x = { data: Float32Array.from(stream), copies: 1 }
  const atAllRows = (kind: QkvKind) => projectionAtAllRows(clean, runner, { layer, head, kind }, x)
  const answers = () => ({ data: Float32Array.from(clean.at('answer', stream)), copies: 1 })
  const q =
    where === 'answer'
      ? await runner.projection({ layer, head, kind: 'q', where }, [answers()], clean.positionInputs)
      : await atAllRows('q')
  return { q, k: await atAllRows('k'), v: await atAllRows('v') }
}

/** At all positions, from the stream x [1, batch*pos, dModel] there. */
export function projectionAtAllRows(
  clean: CleanRun,
  runner: NodeRunner,
  name: { layer: number; head: number; kind: QkvKind },
  x: Copies,
): Promise<Copies> {
  const unchanged = new Float32Array(clean.projectionSize('changing'))
  return runner.projection({ ...name, where: 'changing' }, [x], clean.positionInputsOfAllRows, { unchanged })
}

/** k and v of whole layers in the clean run at the rows that do not change, as suffixGraph takes them. */
export class UnchangedProjections {
  private readonly known = new Map<number, Feeds>()
  /** Streams before layers that nothing has asked for yet, [batch*pos, dModel]. */
  private readonly streams = new Map<number, Float32Array>()

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly config: TransformerConfig,
    private readonly clean: CleanRun,
    private readonly runner: NodeRunner,
  ) {}

  /** Computed once. */
  async of(layer: number): Promise<Feeds> {
    const known = this.known.get(layer)
    if (known) return known
    const { heads, dHead } = this.config
    const { size, length } = this.clean
    const x = { data: this.stream(layer), copies: 1 }
    const feeds: Feeds = {}
    for (const kind of ['k', 'v'] as const) {
      const data = new Float32Array(heads * size * length * dHead)
      for (let head = 0; head < heads; head++) {
        const { data: one } = await projectionAtAllRows(this.clean, this.runner, { layer, head, kind }, x)
        data.set(this.clean.unchangedOf(one), (head * data.length) / heads)
      }
      feeds[`layer${layer}.unchanged.${kind}`] = floatTensor(data, [1, heads, size, length, dHead])
    }
    this.known.set(layer, feeds)
    this.streams.delete(layer)
    return feeds
  }

  /** Keeps what it needs of a layer whose senders are given back. */
  keepStream(layer: number): void {
    if (!this.known.has(layer)) this.streams.set(layer, this.stream(layer))
  }

  private stream(layer: number): Float32Array {
    const known = this.streams.get(layer)
    if (known) return known
    const { senderCount } = this.graph.receivers.find((r) => r.kind === 'k' && r.layer === layer)!
    return Float32Array.from(this.clean.stream(senderCount))
  }
}

import type { ComputationalGraph } from '../graph'
import type { TransformerConfig } from '../model/transformer'
import { floatTensor, type Feeds } from '../onnx'
import type { SlotKind, Where } from '../transformer'
import type { CleanState } from './clean-state'
import type { Copies, NodeRunner } from './node-runner'

/** q, k and v of a head in the clean run: k and v at all positions, q at all or only where its output is needed. */
export async function cleanSlots(
  clean: CleanState,
  runner: NodeRunner,
  { layer, head, where, senderCount }: { layer: number; head: number; where: Where; senderCount: number },
): Promise<Record<SlotKind, Copies>> {
  const stream = clean.stream(senderCount)
  const all = Float32Array.from(stream)
  const none = clean.emptySlot()
  const slot = (kind: SlotKind) => {
    if (kind === 'q' && where === 'answer') {
      const data = Float32Array.from(clean.at('answer', stream))
      return runner.slot({ layer, head, kind, where }, { data, copies: 1 }, clean.places)
    }
    return runner.slot(
      { layer, head, kind, where: 'changing' },
      { data: all, copies: 1 },
      clean.everywhere,
      none,
    )
  }
  return { q: await slot('q'), k: await slot('k'), v: await slot('v') }
}

/** k and v of whole layers in the clean run at the rows that do not change, as suffixGraph takes them. */
export class UnchangedSlots {
  private readonly known = new Map<number, Feeds>()

  constructor(
    private readonly graph: ComputationalGraph,
    private readonly config: TransformerConfig,
    private readonly clean: CleanState,
    private readonly runner: NodeRunner,
  ) {}

  /** Computed when first asked for. */
  async of(layer: number): Promise<Feeds> {
    const known = this.known.get(layer)
    if (known) return known
    const { heads, dHead } = this.config
    const { size, length } = this.clean
    const { senderCount } = this.graph.receivers.find((r) => r.kind === 'k' && r.layer === layer)!
    const feeds: Feeds = {}
    for (const kind of ['k', 'v'] as const) {
      const data = new Float32Array(heads * size * length * dHead)
      feeds[`layer${layer}.unchanged.${kind}`] = floatTensor(data, [1, heads, size, length, dHead])
    }
    for (let head = 0; head < heads; head++) {
      const slots = await cleanSlots(this.clean, this.runner, { layer, head, where: 'answer', senderCount })
      for (const kind of ['k', 'v'] as const) {
        const unchanged = this.clean.unchangedOf(slots[kind].data)
        const data = feeds[`layer${layer}.unchanged.${kind}`].data as Float32Array
        data.set(unchanged, head * unchanged.length)
      }
    }
    this.known.set(layer, feeds)
    return feeds
  }
}

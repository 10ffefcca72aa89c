import type { ComputationalGraph } from '../../graph'
import type { TransformerConfig } from '../../model/transformer'
import { floatTensor, type Feeds } from '../../onnx'
import type { SlotKind, Where } from '../../transformer'
import type { CleanState } from './clean-state'
import type { Copies, NodeRunner } from './node-runner'

/** q, k and v of a head in the clean run: k and v at all positions, q at all or only where its output is needed. */
export async function cleanSlots(
  clean: CleanState,
  runner: NodeRunner,
  { layer, head, where, senderCount }: { layer: number; head: number; where: Where; senderCount: number },
): Promise<Record<SlotKind, Copies>> {
  const stream = clean.stream(senderCount)
  const x = { data: Float32Array.from(stream), copies: 1 }
  const whole = (kind: SlotKind) => wholeSlot(clean, runner, { layer, head, kind }, x)
  const answers = () => ({ data: Float32Array.from(clean.at('answer', stream)), copies: 1 })
  const q =
    where === 'answer'
      ? await runner.slot({ layer, head, kind: 'q', where }, [answers()], clean.places)
      : await whole('q')
  return { q, k: await whole('k'), v: await whole('v') }
}

/** At all positions, from the stream x [1, batch*pos, dModel] there. */
function wholeSlot(
  clean: CleanState,
  runner: NodeRunner,
  slot: { layer: number; head: number; kind: SlotKind },
  x: Copies,
): Promise<Copies> {
  return runner.slot({ ...slot, where: 'changing' }, [x], clean.everywhere, { unchanged: clean.emptySlot() })
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
    const x = { data: Float32Array.from(this.clean.stream(senderCount)), copies: 1 }
    const feeds: Feeds = {}
    for (const kind of ['k', 'v'] as const) {
      const data = new Float32Array(heads * size * length * dHead)
      for (let head = 0; head < heads; head++) {
        const slot = await wholeSlot(this.clean, this.runner, { layer, head, kind }, x)
        data.set(this.clean.unchangedOf(slot.data), (head * data.length) / heads)
      }
      feeds[`layer${layer}.unchanged.${kind}`] = floatTensor(data, [1, heads, size, length, dHead])
    }
    this.known.set(layer, feeds)
    return feeds
  }
}

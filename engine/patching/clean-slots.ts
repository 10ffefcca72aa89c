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

import type { Where } from '../../../transformer'
import { part } from '../nodes/copies'
import type { ExecutedTrial, TrialOutputs } from '../execute/trial-memory'

/** What differs from the clean run in the current circuit, on one batch: what trials read. */
export interface CircuitValues {
  /** [rows, dModel] what a sender's output differs in from the clean run; null where nothing has changed it. */
  change(sender: number, where: Where): Float32Array | null
  /** A head's q, k or v [batch, pos or 1, dHead]; null where nothing has changed it. */
  projection(receiver: number): Float32Array | null
  /** The last stream [batch, dModel], if the last cuts were made into this receiver. */
  lastAfterCutsInto(receiver: number): Float32Array | null
}

/** Changed by commits alone. */
export class CurrentValues implements CircuitValues {
  private readonly changes = {
    changing: new Map<number, Float32Array>(),
    answer: new Map<number, Float32Array>(),
  }
  private readonly projections = new Map<number, Float32Array>()
  private last: { receiver: number; data: Float32Array } | null = null

  change(sender: number, where: Where): Float32Array | null {
    return this.changes[where].get(sender) ?? null
  }

  projection(receiver: number): Float32Array | null {
    return this.projections.get(receiver) ?? null
  }

  lastAfterCutsInto(receiver: number): Float32Array | null {
    return this.last?.receiver === receiver ? this.last.data : null
  }

  /** As in the clean run. */
  clear(): void {
    for (const where of ['changing', 'answer'] as const) this.changes[where].clear()
    this.projections.clear()
    this.last = null
  }

  /** Takes over one copy of a trial; `receiver`: the one whose edges were cut, where it was one. */
  commit({ outputs, last }: ExecutedTrial, copy: number, receiver: number | null): void {
    for (const where of ['changing', 'answer'] as const) {
      copyPart(outputs.changes[where], copy, this.changes[where])
      copyPart(outputs.projections[where], copy, this.projections)
    }
    this.last = receiver === null ? null : { receiver, data: part(last, copy).slice() }
  }
}

/** Into the arrays that are there already. */
function copyPart(
  from: TrialOutputs['projections'][Where],
  copy: number,
  into: Map<number, Float32Array>,
): void {
  for (const [key, values] of from) {
    const known = into.get(key)
    const one = part(values, copy)
    if (known) known.set(one)
    else into.set(key, one.slice())
  }
}

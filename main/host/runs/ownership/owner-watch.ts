import type { Lease as StoredLease, Store } from '../../../store'
import { BEAT_MS } from './lease'
import { isAliveLegacy, isProvenDead } from '../../process/process-identity'

/** A lease whose beat stood still for so long, by our own clock, is ended. */
export const LEASE_MS = 15_000
/** A look that comes later than this counts only for so much: this process was suspended itself. */
const LONGEST_LOOK_MS = 2 * BEAT_MS

const ABANDONED =
  'The program ended while this run was going on. What was decided is saved; the run can be resumed.'

interface Seen {
  beat: number
  stillMs: number
  lookedAtMs: number
}

/**
 * Watches the other Patchbays on this store, and ends the leases of those that are gone: at once where their process
 * is known to be dead, else after their beat stood still for `leaseMs`.
 */
export class OwnerWatch {
  private readonly seen = new Map<string, Seen>()
  private readonly ownLease: () => string | null
  private readonly leaseMs: number

  constructor(ownLease: () => string | null, leaseMs = LEASE_MS) {
    this.ownLease = ownLease
    this.leaseMs = leaseMs
  }

  /** One look at all others; gives the runs that it interrupted. */
  look(store: Store): string[] {
    const others = store.leases.list().filter(({ id }) => id !== this.ownLease())
    for (const id of this.seen.keys()) if (!others.some((other) => other.id === id)) this.seen.delete(id)
    const dead = others.filter((other) => this.isDead(other))
    const leaseless = store.runs.leaseless().filter((owner) => owner === null || !isAliveLegacy(owner))
    return [
      ...dead.flatMap((lease) => store.leases.end(lease, ABANDONED) ?? []),
      ...leaseless.flatMap((owner) => store.runs.interruptLeaseless(owner, ABANDONED)),
    ]
  }

  private isDead({ id, beat, process }: StoredLease): boolean {
    const now = performance.now()
    const last = this.seen.get(id)
    const stands = last?.beat === beat
    const stillMs = stands ? last.stillMs + Math.min(now - last.lookedAtMs, LONGEST_LOOK_MS) : 0
    this.seen.set(id, { beat, stillMs, lookedAtMs: now })
    return stillMs >= this.leaseMs || isProvenDead(process)
  }
}

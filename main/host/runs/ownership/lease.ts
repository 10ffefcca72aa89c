import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { PatchbayError } from '../../../../contract'
import type { Store } from '../../../store'
import { ownProcess } from '../../process/process-identity'

/** How often a holder shows that it lives. */
export const BEAT_MS = 1_500

/**
 * This Patchbay's right to compute runs of its store. Begun when it is first needed; another Patchbay ends it where
 * it sees no sign of life (see owner-watch.ts), and then what is computed here is no longer ours.
 */
export class Lease {
  private readonly store: () => Store
  private readonly whenLost: () => void
  private held: string | null = null
  private timer: NodeJS.Timeout | null = null

  constructor(store: () => Store, whenLost: () => void) {
    this.store = store
    this.whenLost = whenLost
  }

  /** null: none is held. */
  get id(): string | null {
    return this.held
  }

  /** The lease's id, begun where none is held. @throws PatchbayError (store) where the store cannot be written. */
  hold(): string {
    this.beat()
    if (this.held !== null) return this.held
    const id = randomBytes(12).toString('hex')
    this.store().leases.begin({ id, host: hostname(), process: ownProcess() })
    this.held = id
    this.timer = setInterval(() => this.beatWhereItCan(), BEAT_MS).unref()
    return id
  }

  /** Shows that we live, or finds that the lease was ended. */
  beat(): void {
    if (this.held === null || this.store().leases.beat(this.held)) return
    this.forget()
    this.whenLost()
  }

  /** Gives it back; what it deleted is then gone for good. */
  release(): void {
    const id = this.held
    this.forget()
    if (id !== null) this.store().leases.release(id)
  }

  private beatWhereItCan(): void {
    try {
      this.beat()
    } catch (error) {
      // A store that is busy or full now takes the next beat; should the lease end meanwhile, that beat finds out.
      if (!(error instanceof PatchbayError)) throw error
    }
  }

  private forget(): void {
    if (this.timer) clearInterval(this.timer)
    this.timer = null
    this.held = null
  }
}

import { drawsPrompts, PatchbayError, toErrorData, type HostEvent } from '../../../contract'
import type { HostContext } from '../requests/host-context'
import { measureSweep } from './measure-sweep'

/** Measures the stability of sweeps over samples of prompts when they are done here, one after another. */
export class StabilityWatch {
  private readonly contextOf: () => HostContext
  private readonly ending = new AbortController()
  private turn: Promise<void> = Promise.resolve()

  constructor(contextOf: () => HostContext) {
    this.contextOf = contextOf
  }

  take(event: HostEvent): void {
    if (event.type !== 'sweep-changed' || event.sweepId === null || this.ending.signal.aborted) return
    const id = event.sweepId
    this.turn = this.turn.then(() => this.measure(id))
  }

  close(): Promise<void> {
    this.ending.abort(new PatchbayError('interrupted', 'Patchbay was closed.'))
    return this.turn
  }

  /** What cannot be measured now is measured when it is asked for, which says why. */
  private async measure(id: string): Promise<void> {
    try {
      if (!this.isDue(id)) return
      await measureSweep(id, this.contextOf(), this.ending.signal)
    } catch (error) {
      if (toErrorData(error).code === 'internal') console.error('Measuring stability failed:', error)
    }
  }

  private isDue(id: string): boolean {
    const { store } = this.contextOf()
    const { state, finishedAt, spec } = store().sweeps.get(id)
    const measuredAt = store().stabilities.measuredAt(id)
    return state === 'done' && drawsPrompts(spec) && (measuredAt === null || measuredAt < (finishedAt ?? 0))
  }
}

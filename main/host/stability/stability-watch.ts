import { drawsPrompts, PatchbayError, toErrorData, type HostEvent } from '../../../contract'
import type { HostContext } from '../requests/host-context'
import { recordOf } from '../sweeps/start-sweep'
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
      if (!(await this.isDue(id))) return
      await measureSweep(id, this.contextOf(), this.ending.signal)
    } catch (error) {
      if (toErrorData(error).code === 'internal') console.error('Measuring stability failed:', error)
    }
  }

  /** Whether it has found circuits that nobody compared; by what they are, since clocks of machines on one store may disagree. */
  private async isDue(id: string): Promise<boolean> {
    const context = this.contextOf()
    const { state, spec } = context.store().sweeps.get(id)
    if (state !== 'done' || !drawsPrompts(spec)) return false
    const { questionsOf, runsOf } = await import('./repeated-circuits')
    const compared = context.store().stabilities.runsOf(id)
    return questionsOf(recordOf(id, context), context.store()).some((question) =>
      runsOf(question).some((run) => !compared.has(run)),
    )
  }
}

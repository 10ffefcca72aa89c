import type {
  ArgsOf,
  HostEvent,
  MethodResult,
  RequestName,
  ResultOf,
  RunDetail,
  RunSummary,
} from '../contract'
import { fromErrorData, LIVE_STATES } from '../contract'
import { forkHost, type HostChild } from '../main/host/process/host-child'
import { HostClient } from '../main/host/process/host-client'
import { programFile } from './from-sources'

// For tests: the real host in a process of its own.

export function forkHostFromSource(storePath: string): HostChild {
  const program = programFile('main/host/process', 'host-process')
  return forkHost({
    hostFile: program.at(-1)!,
    nodePath: process.execPath,
    execArgv: program.slice(0, -1),
    env: { PATCHBAY_DB: storePath },
  })
}

/** A host and its client for tests: answers as values, and waiting for an event. */
export class TestHost {
  readonly client: HostClient
  readonly events: HostEvent[] = []
  private child: HostChild | null = null

  constructor(storePath: string) {
    const spawn = () => (this.child = forkHostFromSource(storePath))
    this.client = new HostClient({ spawn, restartDelaysMs: [0] })
    this.client.onEvent((event) => this.events.push(event))
    this.client.start()
  }

  /** The value of the answer; an error answer throws. */
  async call<N extends RequestName>(name: N, args: ArgsOf<N>): Promise<ResultOf<N>> {
    const answer = await this.client.call(name, args)
    if (!answer.ok) throw fromErrorData(answer.error)
    return answer.value
  }

  /** The first event from now on (or among those that came already, with `past`) that fits. */
  next(fits: (event: HostEvent) => boolean, past = false): Promise<HostEvent> {
    const found = past ? this.events.find(fits) : undefined
    if (found) return Promise.resolve(found)
    return new Promise((resolve) => {
      const end = this.client.onEvent((event) => {
        if (!fits(event)) return
        end()
        resolve(event)
      })
    })
  }

  async untilState(runId: string, state: RunSummary['state']): Promise<RunSummary> {
    const fits = (event: HostEvent) =>
      event.type === 'run-status' && event.runId === runId && event.summary.state === state
    const reached = this.next(fits)
    const { summary } = await this.call('runs.get', { id: runId })
    if (summary.state === state) return summary
    await reached
    return (await this.call('runs.get', { id: runId })).summary
  }

  /** Resolves once the run is done. @throws Error with its message where it ends otherwise. */
  async untilDone(runId: string): Promise<void> {
    const isOver = ({ state }: RunSummary) => !LIVE_STATES.includes(state)
    const end = this.next(
      (event) => event.type === 'run-status' && event.runId === runId && isOver(event.summary),
    )
    const { summary } = await this.call('runs.get', { id: runId })
    if (!isOver(summary)) await end
    const { state, message } = (await this.call('runs.get', { id: runId })).summary
    if (state !== 'done') throw new Error(`the run is ${state}: ${message}`)
  }

  /**
   * A run that was started just now, paused after so many more edges: however quick the machine is, whatever the test does
   * next finds it midway.
   */
  async pausedAfter(runId: string, steps: number): Promise<void> {
    await this.call('runs.control', { id: runId, action: 'pause' })
    for (let step = 1; step <= steps; step++) await this.call('runs.control', { id: runId, action: 'step' })
  }

  /** A run of a method to its end, with what it found. */
  async found<Kind extends MethodResult['kind']>(
    kind: Kind,
    config: ArgsOf<'runs.start'>['config'],
  ): Promise<{ result: Extract<MethodResult, { kind: Kind }>; run: RunDetail }> {
    const { id } = await this.call('runs.start', { config })
    await this.untilDone(id)
    const result = await this.call('runs.result', { id })
    if (result?.kind !== kind) throw new Error(`the run found ${result?.kind}, not ${kind}`)
    return {
      result: result as Extract<MethodResult, { kind: Kind }>,
      run: await this.call('runs.get', { id }),
    }
  }

  get pid(): number | undefined {
    return this.child?.pid
  }

  kill(): void {
    this.child?.kill()
  }
}

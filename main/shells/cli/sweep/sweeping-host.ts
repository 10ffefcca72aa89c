import { LIVE_STATES, PatchbayError, redisTrouble, valuesText } from '../../../../contract'
import type { HostEvent, SweepDetail, SweepMember } from '../../../../contract'
import { Host } from '../../../host/host'
import { ProgressLine } from '../run/progress-line'
import { StopSignals } from '../run/stop-signals'

/** A host in this process that computes a sweep, with its progress on stderr. SIGINT and SIGTERM stop it in order. */
export class SweepingHost {
  readonly host: Host
  private readonly db: string | undefined
  private readonly signals: StopSignals
  private readonly progress = new ProgressLine()
  private readonly said = new Set<number>()
  private changed: () => void = () => {}

  constructor(storePath: string, db: string | undefined) {
    this.db = db
    this.host = new Host({ storePath, emit: (event) => this.take(event) })
    this.signals = new StopSignals(() => {
      this.progress.end()
      process.stderr.write('Stopping after the present test ...\n')
      void this.host.close().then(() => this.changed())
    })
  }

  /**
   * `isLast`: no other sweep follows, and a signal ends the process at once from then on.
   * @throws PatchbayError (interrupted) where it was stopped.
   */
  async toEnd(id: string, isLast = true): Promise<SweepDetail> {
    this.said.clear()
    let goesOn = false
    try {
      for (;;) {
        const change = new Promise<void>((resolve) => (this.changed = resolve))
        const detail = await this.host.call('sweeps.get', { id })
        this.report(detail)
        if (detail.summary.state === 'done') {
          goesOn = !isLast
          return detail
        }
        if (detail.summary.state !== 'running') throw this.interrupted(detail)
        await change
      }
    } finally {
      this.progress.end()
      if (!goesOn) this.signals.ignore()
    }
  }

  private take(event: HostEvent): void {
    if (event.type === 'sweep-changed') this.changed()
    if (event.type === 'cluster-changed') this.sayCluster(event)
    if (event.type === 'run-status' && LIVE_STATES.includes(event.summary.state))
      this.progress.show(event.summary, event.progress)
  }

  private sayCluster({ url, ...state }: Extract<HostEvent, { type: 'cluster-changed' }>): void {
    this.progress.end()
    const trouble = redisTrouble(state)
    const what = trouble && `${trouble}: what is under way there waits for it, and nothing is lost`
    process.stderr.write(`${url} ${what ?? 'answers'}.\n`)
  }

  /** A line for each run that ended, once. */
  private report({ members }: SweepDetail): void {
    members.forEach((member, at) => {
      if (this.said.has(at) || !ENDED.includes(member.state)) return
      this.said.add(at)
      this.progress.end()
      process.stderr.write(`${memberText(member, at, members.length)}\n`)
    })
  }

  private interrupted({ summary }: SweepDetail): PatchbayError {
    const db = this.db === undefined ? '' : ` --db ${this.db}`
    return new PatchbayError(
      'interrupted',
      `Interrupted. What was computed is saved; to go on: patchbay sweep resume ${summary.number}${db}`,
    )
  }
}

const ENDED: readonly SweepMember['state'][] = ['done', 'failed', 'unneeded']

function memberText(
  { step, values, state, source, run, message }: SweepMember,
  at: number,
  total: number,
): string {
  const what = [step === 'find' ? 'found' : 'judged', valuesText(values)].filter(Boolean).join(' ')
  const how = source === 'reused' ? `, run ${run?.number} computed before` : run ? `, run ${run.number}` : ''
  const why = state === 'done' || message === null ? '' : `: ${message}`
  return `[${at + 1}/${total}] ${what}${how}${state === 'failed' ? ', failed' : ''}${why}`
}

import type {
  SweepMember,
  SweepMemberState,
  SweepPoint,
  SweepState,
  SweepStep,
  SweepSummary,
} from '../../../contract'

export const STATE_TEXT: Record<SweepMemberState, string> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  unneeded: 'not needed',
  stopped: 'stopped',
  failed: 'failed',
}

export const SWEEP_STATE_TEXT: Record<SweepState, string> = {
  running: 'running',
  done: 'done',
  paused: 'paused',
  stopped: 'stopped',
  interrupted: 'interrupted',
}

/** One that was written into a folder is not computed by this Patchbay, and is not stopped. */
export function isElsewhere({ folder, state }: Pick<SweepSummary, 'folder' | 'state'>): boolean {
  return folder !== null && state === 'stopped'
}

export function sweepStateText(summary: Pick<SweepSummary, 'folder' | 'state'>): string {
  return isElsewhere(summary) ? 'computed elsewhere' : SWEEP_STATE_TEXT[summary.state]
}

/** How far a run is, and who computes it. */
export function memberStateText({ state, run, worker }: SweepMember, sweep: SweepSummary): string {
  if (state === 'stopped' && isElsewhere(sweep)) return 'not collected'
  if (state !== 'running') return STATE_TEXT[state]
  if (worker !== null) return `running on ${worker}`
  if (run?.state !== 'queued') return STATE_TEXT.running
  return sweep.computer === 'redis' ? 'waits for a worker' : 'waits its turn'
}

/** The same of a circuit: of the run that it is waiting for. */
export function pointStateText(
  { state, find, judge }: SweepPoint,
  members: readonly SweepMember[],
  sweep: SweepSummary,
): string {
  const runs = [find, judge].flatMap((at) => (at === null ? [] : [members[at]]))
  const run = runs.find((member) => member.state === state && state !== 'done')
  return run ? memberStateText(run, sweep) : STATE_TEXT[state]
}

export const STEP_TEXT: Record<SweepStep, string> = { find: 'Found by', judge: 'Judged by' }

/** What computes it, where that is not this machine. */
export function computedText({ computer, folder }: Pick<SweepSummary, 'computer' | 'folder'>): string | null {
  if (folder !== null) return `from ${folder}`
  return computer === 'redis' ? 'by workers at a Redis' : null
}

/** How it came to its run: what was computed before is said to be. */
export function sourceText({ source }: Pick<SweepMember, 'source'>): string {
  if (source === 'reused') return 'the same configuration was computed before: not computed again'
  if (source === 'resumed') return 'continued from an earlier run of the same configuration'
  return ''
}

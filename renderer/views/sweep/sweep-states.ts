import type { SweepMember, SweepMemberState, SweepState, SweepStep } from '../../../contract'

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

export const STEP_TEXT: Record<SweepStep, string> = { find: 'Found by', judge: 'Judged by' }

/** How it came to its run: what was computed before is said to be. */
export function sourceText({ source }: Pick<SweepMember, 'source'>): string {
  if (source === 'reused') return 'the same configuration was computed before: not computed again'
  if (source === 'resumed') return 'continued from an earlier run of the same configuration'
  return ''
}

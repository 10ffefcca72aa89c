import { LIVE_STATES, RESUMABLE_STATES, type RunState } from '../../contract'

/** The name of each state, as it reads within a line. */
export const STATE_LABEL: Record<RunState, string> = {
  queued: 'waiting',
  running: 'running',
  paused: 'paused',
  done: 'finished',
  stopped: 'stopped',
  interrupted: 'interrupted',
  failed: 'failed',
}

/** Whether the worker holds or will hold a run in this state. */
export function isLive(state: RunState): boolean {
  return LIVE_STATES.includes(state)
}

/** Whether a run in this state can be resumed from its journal, where its method keeps one. */
export function isResumable(state: RunState): boolean {
  return RESUMABLE_STATES.includes(state)
}

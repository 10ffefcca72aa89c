const RUN = 'run'

/** The end of the address of a window that begins with a run; null: with what was on screen last. */
export function queryOfWindow(runId: string | null): string {
  return runId === null ? '' : `?${new URLSearchParams({ [RUN]: runId })}`
}

/** The run that a window was opened for, by the end of its address; null for none. */
export function runOfQuery(query: string): string | null {
  return new URLSearchParams(query).get(RUN)
}

import { runOfQuery } from '../../contract'

/** The run that this window was opened for; asked once, as a reload shows what was on screen last. */
export function takeRunOfAddress(): string | null {
  const runId = runOfQuery(location.search)
  if (runId !== null) history.replaceState(null, '', location.pathname)
  return runId
}

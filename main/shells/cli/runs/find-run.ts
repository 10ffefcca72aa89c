import { PatchbayError, type RunSummary } from '../../../../contract'
import type { Host } from '../../../host/host'

export async function findRun(host: Host, typed: string): Promise<RunSummary> {
  return runNamed(await host.call('runs.list', {}), typed)
}

/**
 * A run by its number, its id, or the beginning of its id. Digits alone are a number (or a whole id): the number of
 * a run that was deleted must not find another one whose id happens to begin so.
 * @throws PatchbayError (not-found, bad-input) where none or several fit.
 */
export function runNamed<Run extends Pick<RunSummary, 'id' | 'number'>>(
  runs: readonly Run[],
  typed: string,
): Run {
  const exact = runs.find(({ id }) => id === typed) ?? runs.find(({ number }) => String(number) === typed)
  if (exact) return exact
  const isBeginning = typed !== '' && !/^\d+$/.test(typed)
  const found = isBeginning ? runs.filter(({ id }) => id.startsWith(typed)) : []
  if (found.length === 1) return found[0]
  if (found.length > 1)
    throw new PatchbayError('bad-input', `Several runs have ids that begin with "${typed}": give more of it.`)
  throw new PatchbayError('not-found', `There is no run "${typed}": see patchbay runs list.`)
}

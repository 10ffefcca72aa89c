import { PatchbayError, type SweepSpec, type SweepSummary } from '../../../../contract'
import type { Host } from '../../../host/host'
import { runNamed } from '../runs/find-run'
import { readSweepFile } from './read-sweep-file'

/** A sweep by its number, its id, or the beginning of its id, as runs are found. */
async function findSweep(host: Host, typed: string): Promise<SweepSummary> {
  const sweeps = await host.call('sweeps.list', {})
  try {
    return runNamed(sweeps, typed)
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'not-found')
      throw new PatchbayError('not-found', `There is no sweep "${typed}": see patchbay sweep list.`)
    throw error
  }
}

/** A sweep by what findSweep takes, or the newest one of a sweep file. */
export async function namedSweep(host: Host, typed: string): Promise<Pick<SweepSummary, 'id' | 'name'>> {
  if (!typed.endsWith('.json')) return findSweep(host, typed)
  const { spec } = await readSweepFile(host, typed)
  const wanted = textOf(spec)
  for (const summary of await host.call('sweeps.list', {})) {
    const detail = await host.call('sweeps.get', { id: summary.id })
    if (textOf(detail.spec) === wanted) return summary
  }
  throw new PatchbayError(
    'not-found',
    `No sweep was started of ${typed} as it is now: see patchbay sweep list.`,
  )
}

/** Without what was drawn for it, which nobody asked for. */
function textOf({ made: _made, ...spec }: SweepSpec): string {
  return JSON.stringify(sorted(spec))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]),
  )
}

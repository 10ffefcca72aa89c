import { runConfigSchema, type ArgsOf, type RunConfig, type RunSummary } from '../../../../contract'
import type { Host } from '../../../host/host'
import { beginRun } from '../run/begin-run'
import type { BegunRun } from '../run/computing-host'

type StartArgs = ArgsOf<'runs.start'> & { name: string }

/**
 * The run of this name and configuration that the store has of the same model, finished or resumed; else a new one.
 * What an earlier attempt computed is not computed again.
 */
export async function keptOrNewRun(host: Host, args: StartArgs, modelHash: string): Promise<BegunRun> {
  const config = runConfigSchema.parse(args.config)
  const runs = (await host.call('runs.list', {})).filter(({ name }) => name === args.name)
  for (const run of runs) {
    const { config: known, provenance } = await host.call('runs.get', { id: run.id })
    if (!known || provenance?.modelHash !== modelHash || !isSame(known, config)) continue
    if (run.state === 'done') return { run }
    const resumed = await resumedRun(host, run)
    if (resumed) return { run: resumed }
  }
  return beginRun(host, args)
}

/** What the host completes (the ablation of a judgement) is not part of what was asked for. */
function isSame(known: RunConfig, asked: RunConfig): boolean {
  const same = { ...known, ...asked }
  return JSON.stringify(sorted(same)) === JSON.stringify(sorted(known))
}

const sorted = (config: RunConfig) => Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1))

/** null where it cannot go on; a new run then takes its place. */
async function resumedRun(host: Host, { id }: RunSummary): Promise<RunSummary | null> {
  try {
    return await host.call('runs.resume', { id })
  } catch {
    return null
  }
}

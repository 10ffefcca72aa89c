import {
  PatchbayError,
  runConfigSchema,
  type ArgsOf,
  type Device,
  type RunConfig,
  type RunDetail,
  type RunSummary,
} from '../../../../contract'
import type { Host } from '../../../host/host'
import { beginRun } from '../run/begin-run'
import type { BegunRun } from '../run/computing-host'

type StartArgs = ArgsOf<'runs.start'> & { name: string }

/**
 * The run of this name and configuration that the store has of the same model, on the same device where one is asked for,
 * finished or resumed; else a new one. What an earlier attempt computed is not computed again.
 */
export async function keptOrNewRun(
  host: Pick<Host, 'call'>,
  args: StartArgs,
  modelHash: string,
): Promise<BegunRun> {
  const config = runConfigSchema.parse(args.config)
  const runs = (await host.call('runs.list', {})).filter(({ name }) => name === args.name)
  for (const run of runs) {
    const detail = await host.call('runs.get', { id: run.id })
    const { config: known, provenance } = detail
    if (!known || provenance?.modelHash !== modelHash || !isSame(known, config)) continue
    if (!isOnDevice(detail, args.settings?.device)) continue
    if (run.state === 'done') return { run }
    const resumed = await resumedRun(host, run, args.settings)
    if (resumed) return { run: resumed }
  }
  return beginRun(host, args)
}

/** What the host completes (the ablation of a judgement) is not part of what was asked for. */
function isSame(known: RunConfig, asked: RunConfig): boolean {
  const same = { ...known, ...asked }
  return JSON.stringify(sorted(same)) === JSON.stringify(sorted(known))
}

const sorted = (config: object) => Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1))

function isOnDevice({ settings }: RunDetail, asked: Device | undefined): boolean {
  return asked === undefined || settings.every(({ device }) => device === asked)
}

/** null where it cannot go on, as its sentence says; a new run then takes its place. */
async function resumedRun(
  host: Pick<Host, 'call'>,
  { id }: RunSummary,
  { device: _device, ...settings }: NonNullable<StartArgs['settings']> = {},
): Promise<RunSummary | null> {
  try {
    return await host.call('runs.resume', { id, settings })
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'conflict') return null
    throw error
  }
}

import { METHODS, PatchbayError, thresholdOf, wholeNumber, type RunConfig } from '../../../../contract'
import { findRun } from '../runs/find-run'
import { checkOutFile } from '../output/out-file'
import { beginRun } from './begin-run'
import { computeAndReport, type ResultOptions } from './compute-and-report'
import { settingsOf, type SettingsOptions } from './settings'

interface ForkOptions extends ResultOptions, SettingsOptions {
  at: string
  threshold: string
  absolute?: boolean
  signed?: boolean
  name?: string
}

/** `patchbay runs fork`: the first decisions of a run as they were made, those after them at another threshold. */
export async function forkCommand(typed: string, options: ForkOptions): Promise<void> {
  const settings = settingsOf(options)
  const step = wholeNumber('--at', options.at, 1)
  const threshold = thresholdOf(options.threshold)
  const isAbsolute = absoluteOf(options)
  checkOutFile(options)
  await computeAndReport(options, async (host) => {
    const { id, name } = await findRun(host, typed)
    const { config } = await host.call('runs.get', { id })
    if (!isAcdc(config)) {
      throw new PatchbayError(
        'bad-input',
        `${name} is not a run of ACDC: only a run that decides edge by edge can be forked.`,
      )
    }
    checkOutFile({ ...options, model: config.model })
    const absolute = isAbsolute ?? config.absolute
    const forked = { ...config, threshold, absolute, startFrom: { runId: id, step } }
    return beginRun(host, { config: forked, name: options.name, settings })
  })
}

/** undefined where neither was said: as the run did. */
function absoluteOf({ absolute, signed }: ForkOptions): boolean | undefined {
  if (absolute && signed) {
    throw new PatchbayError('bad-input', '--absolute and --signed exclude each other: give one of them.')
  }
  return absolute || signed ? absolute === true : undefined
}

function isAcdc(config: RunConfig | null): config is Extract<RunConfig, { method: 'acdc' }> {
  return config?.method === METHODS.acdc.name
}

import { changedConfig, PatchbayError } from '../../../../contract'
import { checkOutFile } from '../output/out-file'
import { findRun } from '../runs/find-run'
import { beginRun } from './begin-run'
import { computeAndReport, type ResultOptions } from './compute-and-report'
import { settingsOf, type SettingsOptions } from './settings'

interface AgainOptions extends ResultOptions, SettingsOptions {
  set?: string[]
  name?: string
}

/** `patchbay runs again`: the stored configuration of a run, with other values where they are given. */
export async function againCommand(typed: string, options: AgainOptions): Promise<void> {
  const settings = settingsOf(options)
  const changes = changesOf(options.set ?? [])
  checkOutFile(options)
  await computeAndReport(options, async (host) => {
    const { id, name } = await findRun(host, typed)
    const { config } = await host.call('runs.get', { id })
    if (!config) {
      throw new PatchbayError('bad-input', `${name} is a circuit file that was opened: nothing was computed.`)
    }
    checkOutFile({ ...options, model: config.model })
    return beginRun(host, { config: changedConfig(config, changes), name: options.name, settings })
  })
}

/** `threshold=0.05`: JSON where it is some, else text. @throws PatchbayError (bad-input) */
function changesOf(set: readonly string[]): Record<string, unknown> {
  const pairs = set.map((typed) => {
    const at = typed.indexOf('=')
    if (at > 0) return [typed.slice(0, at).trim(), valueOf(typed.slice(at + 1).trim())]
    throw new PatchbayError('bad-input', `--set takes NAME=VALUE, such as threshold=0.05, not "${typed}".`)
  })
  return Object.fromEntries(pairs) as Record<string, unknown>
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Words need no quotes.
    return text
  }
}

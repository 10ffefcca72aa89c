import { printNotes } from '../output/print'
import { settingsOf, type SettingsOptions } from '../run/settings'
import { openHost, storePathOf, type StoreOptions } from '../runs/store-options'
import { forecast } from './forecast'
import { readSweepFile } from './read-sweep-file'
import { computerOf } from './sweep-computer'
import { sweepToEnd } from './sweep-to-end'
import { SweepingHost } from './sweeping-host'

interface FileOptions extends StoreOptions, SettingsOptions {
  redis?: string
  name?: string
  dryRun?: boolean
}

/** `patchbay sweep plan FILE`: what it would compute. */
export async function planCommand(file: string, options: FileOptions): Promise<void> {
  const settings = settingsOf(options)
  const host = openHost(options)
  const { spec, notes } = await readSweepFile(host, file)
  printNotes(notes)
  await forecast(host, { spec, settings }, options)
}

/** `patchbay sweep start FILE`: a new sweep to its end. */
export async function startFileCommand(file: string, options: FileOptions): Promise<void> {
  const settings = settingsOf(options)
  const sweeping = new SweepingHost(storePathOf(options), options.db)
  const { host } = sweeping
  const { spec, notes, name } = await readSweepFile(host, file)
  printNotes(notes)
  if (options.dryRun) return forecast(host, { spec, settings }, options)
  const computer = await computerOf(host, options)
  const started = await host.call('sweeps.start', { spec, settings, name: options.name ?? name, computer })
  await sweepToEnd(sweeping, started, options)
}

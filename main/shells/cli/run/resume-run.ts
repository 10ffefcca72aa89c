import { findRun } from '../runs/find-run'
import { checkOutFile } from '../output/out-file'
import { computeAndReport, type ResultOptions } from './compute-and-report'
import { settingsOf, type SettingsOptions } from './settings'

type ResumeOptions = ResultOptions & Omit<SettingsOptions, 'device'>

/** `patchbay runs resume`: a run goes on from where it was saved. */
export async function resumeCommand(typed: string, options: ResumeOptions): Promise<void> {
  const settings = settingsOf(options)
  checkOutFile(options)
  await computeAndReport(options, async (host) => {
    const { id } = await findRun(host, typed)
    const { config } = await host.call('runs.get', { id })
    checkOutFile({ ...options, model: config?.model })
    return { run: await host.call('runs.resume', { id, settings }) }
  })
}

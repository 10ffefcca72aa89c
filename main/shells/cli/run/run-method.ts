import type { ArgsOf, CommandLine, RunConfig } from '../../../../contract'
import { modelPath } from '../model-path'
import { checkOutFile } from '../output/out-file'
import { beginRun } from './begin-run'
import { computeAndReport } from './compute-and-report'
import { readCircuits, readFiles } from './read-named'
import { promptFiles, type ImportOptions } from './import-options'
import { readPrompts } from './read-prompts'
import type { ReadingOptions } from './reading-options'
import { settingsOf, type SettingsOptions } from './settings'
import type { SplitOptions } from './split-options'

/** Options that the command of every method has. */
export interface CommonOptions extends SettingsOptions, ReadingOptions, SplitOptions, ImportOptions {
  model: string
  prompts: string
  db?: string
  name?: string
  out?: string
  json?: boolean
}

/** A new run to its end; `typed` has the method's own options by key. What was typed is checked before anything is opened. */
export async function runMethod(
  line: CommandLine<RunConfig>,
  common: CommonOptions,
  typed: Record<string, unknown>,
): Promise<void> {
  const named = Object.keys(typed).filter((key) => line.options[key].reads !== undefined)
  const own = line.config({ ...typed, ...readFiles(line.options, typed) })
  const settings = settingsOf(common)
  checkOutFile({
    ...common,
    inputs: [...promptFiles(common.prompts), ...named.map((key) => String(typed[key]))],
  })
  await computeAndReport(common, async (host) => {
    const prompts = await readPrompts(host, common)
    const circuits = await readCircuits(host, line.options, typed)
    const config = { ...own, ...circuits, model: modelPath(common.model), prompts }
    return beginRun(host, {
      // A command line gives everything but these three; the host checks the whole against the schema.
      config: config as ArgsOf<'runs.start'>['config'],
      name: common.name,
      settings,
    })
  })
}

import path from 'node:path'
import { PatchbayError } from '../../../../contract'
import { print } from '../../streams'
import { writeOutFile } from '../output/out-file'
import { printJson, printNotes } from '../output/print'
import { settingsOf } from '../run/settings'
import { storePathOf } from '../runs/store-options'
import { forecastText } from '../sweep/forecast'
import { computerOf } from '../sweep/sweep-computer'
import { SweepingHost } from '../sweep/sweeping-host'
import { writeCell } from './cell-folders'
import { MibRows, type MibResult } from './compute-row'
import { cellsOf, type MibCell } from './mib-cells'
import { choicesOf, type MibChoices, type MibOptions } from './mib-options'
import { csvOf, jsonOf, tableText, type MibTable } from './mib-report'
import { acdcSweep, methodTitle, scoringSweep } from './mib-sweeps'
import { prepareFolder, RESULTS, TABLES } from './out-folder'

/** `patchbay mib`: what was computed before is taken from the store, so the same line goes on after an interruption. */
export async function mibCommand(options: MibOptions): Promise<void> {
  const choices = choicesOf(options)
  const settings = settingsOf(options)
  if (!options.dryRun) prepareFolder(options.out)
  const sweeping = new SweepingHost(storePathOf(options), options.db)
  const { cells, leftOut } = await cellsOf(sweeping.host, choices, options)
  printNotes([...new Set(cells.flatMap(({ prompts }) => prompts.notes ?? []))])
  if (cells.length === 0)
    throw new PatchbayError('bad-input', `None of the tasks can be done by the models: ${leftOut[0].why}`)
  if (options.dryRun) return plan(sweeping, cells, choices)
  const computer = await computerOf(sweeping.host, options)
  const rows = new MibRows(sweeping, choices, { settings, computer })
  const results: MibResult[] = []
  try {
    for (const method of choices.methods) results.push(...(await rows.row(method, cells)))
  } catch (error) {
    if (error instanceof PatchbayError && error.code === 'interrupted')
      error.message = 'Interrupted. What was computed is saved; the same command goes on from there.'
    throw error
  }
  await sweeping.host.close()
  const found = { choices, results, leftOut }
  await writeAll(options.out, found)
  await (options.json ? printJson(jsonOf(found)) : print(tableText(found)))
  if (results.some(({ scores }) => !scores)) process.exitCode = 1
}

/** What is judged after ACDC is not known before. */
async function plan({ host }: SweepingHost, cells: readonly MibCell[], choices: MibChoices): Promise<void> {
  for (const method of choices.methods) {
    const spec = method === 'acdc' ? acdcSweep(cells, choices) : scoringSweep(method, cells, choices)
    await print(`${methodTitle(method, choices)}: ${forecastText(await host.call('sweeps.plan', { spec }))}`)
  }
  await host.close()
}

/** The results first: by them the folder is known as one that may be written again. */
async function writeAll(out: string, found: MibTable): Promise<void> {
  await writeOutFile(path.join(out, RESULTS), `${JSON.stringify(jsonOf(found), null, 1)}\n`)
  const [csv, table] = TABLES
  await writeOutFile(path.join(out, csv), csvOf(found))
  await writeOutFile(path.join(out, table), `${tableText(found)}\n`)
  for (const result of found.results) if (result.scores) await writeCell(out, result)
}

import {
  jsonText,
  oneOf,
  PatchbayError,
  PROGRAMS,
  promptFile,
  pythonScript,
  runCommand,
} from '../../../../contract'
import { print } from '../../streams'
import { printNotes } from '../output/print'
import { writeOutFile } from '../output/out-file'
import { findRun } from './find-run'
import { openHost, type StoreOptions } from './store-options'

interface CommandOptions extends StoreOptions {
  as: string
  savePrompts?: string
}

/** `patchbay runs command`: what is said of it goes to stderr, so that the command alone can be piped into a shell. */
export async function commandCommand(typed: string, options: CommandOptions): Promise<void> {
  const program = options.as === 'command' ? null : oneOf('--as', PROGRAMS, options.as)
  const host = openHost(options)
  const detail = await host.call('runs.get', { id: (await findRun(host, typed)).id })
  const { config, summary } = detail
  if (!config) {
    throw new PatchbayError(
      'bad-input',
      `${summary.name} is a circuit file that was opened: no command made it.`,
    )
  }
  if (options.savePrompts !== undefined)
    await writeOutFile(options.savePrompts, jsonText(promptFile(config.prompts)))
  if (program) {
    const script = pythonScript(program, detail, options.savePrompts)
    return print(script.text)
  }
  const command = runCommand(detail, options.savePrompts)!
  printNotes(
    command.unsaid.map((what) => `no option says ${what}; the command takes it from the run itself.`),
  )
  await print(command.text)
}

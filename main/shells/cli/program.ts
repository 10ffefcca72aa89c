import { Command, CommanderError } from 'commander'
import { toErrorData } from '../../../contract'
import type { ErrorCode } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'
import { OutputError, print, tolerateStreamErrors } from '../streams'
import { addExplainCommand } from './commands/explain-command'
import { addMethodCommands } from './commands/method-commands'
import { addMibCommand } from './commands/mib-command'
import { addModelCommand } from './commands/model-command'
import { addPullCommand } from './commands/pull-command'
import { addPromptsCommands } from './commands/prompts-commands'
import { addReproduceCommand } from './commands/reproduce-command'
import { addReportCommand } from './commands/report-command'
import { addRolesCommands } from './commands/roles-command'
import { addRunsCommands } from './commands/runs-commands'
import { addServeCommand } from './commands/serve-command'
import { addStabilityCommand } from './commands/stability-command'
import { addSweepCommands } from './commands/sweep-commands'
import { addWorkerCommand } from './commands/worker-command'
import { inShortProcess } from './short-process'

// The headless shell. Commands load what they need when they run, so that `--help` answers at once.

/** What commander wants printed: --help, --version. */
let help = ''

const program = new Command('patchbay')
  .description('Patch a language model and find its circuits.')
  .version(PATCHBAY_VERSION)
  // What comes after the name of a command is that command's.
  .enablePositionalOptions()
  .exitOverride()
  .configureOutput({
    writeOut: (text) => (help += text),
    outputError: (text, write) => write(text.replace(/^error: /, '')),
  })

addModelCommand(program)
addPullCommand(program)
addMethodCommands(program)
addExplainCommand(program)
addPromptsCommands(program)
addReproduceCommand(program)
addReportCommand(program)
addRolesCommands(program)
addRunsCommands(program)
addSweepCommands(program)
addStabilityCommand(program)
addMibCommand(program)
addWorkerCommand(program)
addServeCommand(program)

const EXIT_CODES: Record<ErrorCode, number> = {
  'bad-input': 2,
  'not-found': 2,
  'not-cached': 2,
  download: 1,
  conflict: 2,
  store: 2,
  interrupted: 130,
  'host-lost': 1,
  internal: 1,
}

async function main(args: string[]): Promise<number> {
  try {
    await program.parseAsync(args, { from: 'user' }).finally(() => help !== '' && print(help.trimEnd()))
    return Number(process.exitCode ?? 0)
  } catch (error) {
    // commander has said its sentence already; its exit code is 0 for --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof OutputError) {
      console.error(error.message)
      return 1
    }
    const { code, message } = toErrorData(error)
    console.error(message)
    return EXIT_CODES[code]
  }
}

tolerateStreamErrors()
void inShortProcess(main).then((code) => process.exit(code))

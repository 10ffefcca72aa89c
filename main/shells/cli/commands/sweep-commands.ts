import type { Command } from 'commander'
import { AXIS_FACTS, definitionOf, METHODS, type CommandOption } from '../../../../contract'
import { withImport } from '../run/import-options'
import { withReading } from '../run/reading-options'
import { withSplit } from '../run/split-options'
import { SWEPT, type SweptMethod } from '../sweep/swept-methods'
import { withAtOnce, withBatch, withDevice, withMemory, withStore, withThreads } from './shared-options'
import { TypedOptions } from './typed-options'

const stored = () => import('../sweep/stored-sweeps')
const ofFile = () => import('../sweep/sweep-of-file')

const VALUES = {
  thresholds: '--thresholds <T,T,..>',
  top: '--top <N,N,..>',
} as const
const VALUES_HELP = {
  thresholds: `${AXIS_FACTS.threshold.plural} separated by commas; or FROM:TO:COUNT, evenly spaced by ratio`,
  top: 'how many of the best edges, separated by commas (default: the ten sizes of MIB)',
} as const

/** `patchbay sweep ...`: many runs as one question. */
export function addSweepCommands(program: Command): void {
  const sweep = program
    .command('sweep')
    .enablePositionalOptions()
    .description(
      'many runs as one question: circuits over thresholds, sizes, models, prompts, methods; ID is an id, its beginning, the number, or a sweep file',
    )
  withSettings(sweep.command('plan <FILE>'))
    .description('what a sweep file would compute: circuits, runs, time and memory')
    .option('--json', 'for programs')
    .action(async (file, options) => (await ofFile()).planCommand(file, options))

  const start = withRedis(withSettings(sweep.command('start [FILE]')))
    .enablePositionalOptions()
    .description('what a sweep file asks for; or, by a method, a circuit at each value')
    .option('--name <NAME>', 'of the sweep')
    .option('--dry-run', 'only say what would be computed')
    .option('--json', 'for programs: the whole sweep on stdout')
    .action(async (file, options, command: Command) => {
      if (file === undefined) return command.help({ error: true })
      return (await ofFile()).startFileCommand(file, options)
    })
  for (const method of Object.keys(SWEPT) as SweptMethod[]) addStart(start, method)

  withStore(sweep.command('list'))
    .description('all sweeps, newest first')
    .option('--json', 'for programs')
    .action(async (options) => (await stored()).listCommand(options))

  withStore(sweep.command('status <ID>'))
    .description('its circuits with their numbers, and what became of its runs')
    .option('--json', 'for programs')
    .action(async (id, options) => (await stored()).statusCommand(id, options))

  withRedis(withStore(withAtOnce(withBatch(withMemory(withThreads(sweep.command('resume <ID>')))))))
    .description('go on with what has no result yet: what was left, and what failed')
    .option('--json', 'for programs')
    .action(async (id, options) => (await import('../sweep/start-sweep')).resumeCommand(id, options))

  for (const [how, what] of [
    ['pause', 'begin no further run; what has begun is computed to its end'],
    ['stop', 'stop what is computed, resumable, and begin no further run'],
  ] as const)
    withStore(sweep.command(`${how} <ID>`))
      .description(`${what}, wherever the sweep is computed`)
      .option('--json', 'for programs')
      .action(async (id, options) => (await stored()).endCommand(id, options, how))

  withStore(sweep.command('export <ID>').option('--out <FILE>', 'instead of stdout'))
    .description('all that is known of it as JSON, or its circuits as a table where FILE ends in .csv')
    .action(async (id, options) => (await stored()).exportCommand(id, options))

  withStore(sweep.command('slurm <FILE>'))
    .description('write a sweep into a folder, with an array script for Slurm; nothing is computed here')
    .requiredOption('--out <DIR>', 'a folder that the machines of the cluster share')
    .option('--name <NAME>', 'of the sweep')
    .option('--sbatch <LINE...>', 'what follows #SBATCH: --sbatch=--time=01:00:00 --sbatch=--mem=8G')
    .option('--setup <LINE...>', 'lines before the work, such as "module load nodejs"')
    .option('--container <COMMAND>', 'in front of the program, such as "apptainer exec patchbay.sif"')
    .option('--program <COMMAND>', 'what runs Patchbay there (default: this very program, by its path)')
    .option('--models <FOLDER...>', 'where the workers look for models, by what they are')
    .option('--tasks-at-once <N>', 'how many tasks run at a time at most')
    .option('--threads <N>', 'threads that each task computes with')
    .option('--template <FILE>', 'a script with {{work}}, {{array}}, {{folder}}, {{name}} ... in it')
    .option('--json', 'for programs')
    .action(async (file, options) => (await import('../cluster/slurm')).slurmCommand(file, options))

  withStore(sweep.command('collect <DIR>'))
    .description('bring in what was computed from a folder so far; again and again, while tasks are computed')
    .option('--json', 'for programs')
    .action(async (folder, options) => (await import('../cluster/collect')).collectCommand(folder, options))

  withStore(sweep.command('delete <ID>'))
    .description('remove a sweep; its runs stay')
    .action(async (id, options) => (await stored()).deleteCommand(id, options))
}

function withRedis(command: Command): Command {
  return command.option(
    '--redis <URL>',
    'have workers compute it that wait at redis://HOST:PORT (rediss:// with TLS)',
  )
}

function withSettings(command: Command): Command {
  return withStore(withAtOnce(withBatch(withDevice(withMemory(withThreads(command))))))
}

function addStart(start: Command, method: SweptMethod): void {
  const { command: line, title } = definitionOf(method)
  const values = SWEPT[method]
  const command = withAtOnce(withDevice(withMemory(withThreads(start.command(method)))))
  if (definitionOf(method).finds.decidesEdges) withBatch(command)
  command
    .description(`${title} over ${values === 'thresholds' ? 'thresholds' : 'numbers of best edges'}`)
    .requiredOption('--model <MODEL>', 'a folder, a weights file, a name of the hub or sample:NAME')
  if (values === 'thresholds') command.requiredOption(VALUES[values], VALUES_HELP[values])
  else command.option(VALUES[values], VALUES_HELP[values])
  withSplit(withReading(withImport(command)))
  const typed = new TypedOptions(command, withoutThreshold(line.options))
  if (values === 'top') command.option('--by <HOW>', 'best by score: signed or absolute', 'absolute')
  else command.option('--no-judge', 'leave out the judging of each circuit')
  withStore(command)
    .option('--reference <ID>', 'a run to compare all circuits with: precision, recall, ROC')
    .option('--name <NAME>', 'of the sweep')
    .option('--dry-run', 'only say what would be computed')
    .option('--json', 'for programs: the whole sweep on stdout')
    .action((common) =>
      typed.asTyped(async () =>
        (await import('../sweep/start-sweep')).startCommand(
          METHODS[method].name,
          line,
          common,
          typed.values(),
        ),
      ),
    )
}

/** It is what is swept over. */
function withoutThreshold(options: Record<string, CommandOption>): Record<string, CommandOption> {
  return Object.fromEntries(Object.entries(options).filter(([key]) => key !== 'threshold'))
}

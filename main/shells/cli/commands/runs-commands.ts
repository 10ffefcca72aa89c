import type { Command } from 'commander'
import { EXPORT_FORMATS, PROGRAMS, RUN_COLUMN_IDS } from '../../../../contract'
import { withBatch, withDevice, withMemory, withPictures, withStore, withThreads } from './shared-options'

const stored = () => import('../runs/stored-runs')

/** `patchbay runs ...`: what is in the store. */
export function addRunsCommands(program: Command): void {
  const runs = program
    .command('runs')
    .description('the runs in the store; ID is an id, its beginning, or the number')

  withStore(runs.command('list'))
    .description('all runs, newest first')
    .option('--columns <LIST>', `which columns: ${RUN_COLUMN_IDS.join(', ')}`)
    .option('--json', 'for programs: everything that is known of each')
    .action(async (options) => (await import('../runs/list-runs')).listCommand(options))

  withStore(runs.command('show <ID>'))
    .description('one run: choices, counts, measurements, provenance')
    .option('--json', 'for programs')
    .action(async (id, options) => (await stored()).showCommand(id, options))

  withPictures(withStore(runs.command('export <ID>').option('--out <FILE>', 'instead of stdout')))
    .description(
      'what it found as a file: JSON, a table of edges or sites, a picture or graph of its circuit',
    )
    .option('--format <F>', `${EXPORT_FORMATS.join(', ')} (default: what FILE ends in, else json)`)
    .option('--json', 'the default')
    .action(async (id, options) => (await import('../runs/export-run')).exportCommand(id, options))

  withStore(runs.command('compare <ID...>'))
    .description(
      'two circuits of one graph, edge by edge, and the choices that differ; of more, what each two share',
    )
    .option('--top <N>', 'of scored runs: their best N edges (default: as many as the circuit beside them)')
    .option('--score-from <T>', 'of scored runs: their edges with a score of at least T')
    .option('--by <ORDER>', 'how scores are ranked: absolute or signed (default: absolute)')
    .option('--json', 'for programs')
    .action(async (ids, options) => (await import('../runs/compare')).compareCommand(ids, options))

  withStore(runs.command('rename <ID> <NAME>'))
    .description("calls a run by a name; '' takes the name back")
    .action(async (id, name, options) => (await stored()).renameCommand(id, name, options))

  withStore(runs.command('note <ID> [TEXT]'))
    .description("writes a note on a run, or shows it; '' takes it back")
    .action(async (id, text, options) => (await stored()).noteCommand(id, text, options))

  withStore(runs.command('delete <ID>'))
    .description('remove a run for good')
    .action(async (id, options) => (await stored()).deleteCommand(id, options))

  withStore(runs.command('command <ID>'))
    .description('the command that starts a run once more, or a script of another program that comes near it')
    .option('--as <PROGRAM>', `command, ${PROGRAMS.join(' or ')}`, 'command')
    .option('--save-prompts <FILE>', 'write its prompts to FILE, and name that instead of the run')
    .action(async (id, options) => (await import('../runs/as-command')).commandCommand(id, options))

  withStore(withBatch(withDevice(withMemory(withThreads(runs.command('again <ID>'))))))
    .description('start what a run was, once more or with changes')
    .option(
      '--set <NAME=VALUE>',
      'another value of its configuration, e.g. threshold=0.05; may be given again',
      (one: string, others: string[] = []) => [...others, one],
    )
    .option('--name <NAME>', 'of the new run')
    .option('--out <FILE>', 'what was found, as JSON')
    .option('--json', 'for programs: what was found on stdout, or with --out the run')
    .action(async (id, options) => (await import('../run/run-again')).againCommand(id, options))

  withStore(withBatch(withMemory(withThreads(runs.command('resume <ID>')))))
    .description('go on with an interrupted, stopped or failed run')
    .option('--out <FILE>', 'the circuit as JSON')
    .option('--json', 'for programs')
    .action(async (id, options) => (await import('../run/resume-run')).resumeCommand(id, options))

  withStore(withBatch(withDevice(withMemory(withThreads(runs.command('fork <ID>'))))))
    .description('go on from the first decisions of an ACDC run at another threshold, as a new run')
    .requiredOption('--at <STEP>', 'how many of its decisions are taken over')
    .requiredOption('--threshold <T>', 'what the edges after them are compared with')
    .option('--absolute', 'compare the size of the harm of removal with it (default: as the run did)')
    .option('--signed', 'compare the harm of removal itself with it')
    .option('--name <NAME>', 'of the new run')
    .option('--out <FILE>', 'the circuit as JSON')
    .option('--json', 'for programs: the circuit on stdout, or with --out the run')
    .action(async (id, options) => (await import('../run/fork-run')).forkCommand(id, options))
}

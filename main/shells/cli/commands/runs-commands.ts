import type { Command } from 'commander'
import { withBatch, withMemory, withStore, withThreads } from './shared-options'

const stored = () => import('../runs/stored-runs')

/** `patchbay runs ...`: what is in the store. */
export function addRunsCommands(program: Command): void {
  const runs = program
    .command('runs')
    .description('the runs in the store; ID is an id, its beginning, or the number')

  withStore(runs.command('list'))
    .description('all runs, newest first')
    .option('--json', 'for programs')
    .action(async (options) => (await stored()).listCommand(options))

  withStore(runs.command('show <ID>'))
    .description('one run: choices, counts, measurements, provenance')
    .option('--json', 'for programs')
    .action(async (id, options) => (await stored()).showCommand(id, options))

  withStore(runs.command('export <ID>').option('--out <FILE>', 'instead of stdout'))
    .description('what it found as JSON, or as a table of edges or sites where FILE ends in .csv')
    .option('--json', 'the default')
    .action(async (id, options) => (await stored()).exportCommand(id, options))

  withStore(runs.command('compare <A> <B>'))
    .description('two circuits of one graph, edge by edge, and the choices that differ')
    .option('--json', 'for programs')
    .action(async (a, b, options) => (await import('../runs/compare')).compareCommand(a, b, options))

  withStore(runs.command('delete <ID>'))
    .description('remove a run for good')
    .action(async (id, options) => (await stored()).deleteCommand(id, options))

  withStore(withBatch(withMemory(withThreads(runs.command('resume <ID>')))))
    .description('go on with an interrupted, stopped or failed run')
    .option('--out <FILE>', 'the circuit as JSON')
    .option('--json', 'for programs')
    .action(async (id, options) => (await import('../run/resume-run')).resumeCommand(id, options))
}

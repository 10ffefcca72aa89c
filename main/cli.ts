import { Command, CommanderError } from 'commander'
import { METRICS, toErrorData } from '../contract'
import type { ErrorCode } from '../contract'
import { PATCHBAY_VERSION } from './version'

// The headless shell. Commands load what they need when they run, so that `--help` answers at once.

const program = new Command('patchbay')
  .description('Patch a language model and find its circuits.')
  .version(PATCHBAY_VERSION)
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) })

program
  .command('model <MODEL>')
  .description('what a model is: a folder, a weights file or sample:NAME')
  .option('--json', 'for programs')
  .action(async (model, options) => (await import('./cli/model-command')).modelCommand(model, options))

program
  .command('acdc')
  .description('find a circuit by ACDC')
  .requiredOption('--model <MODEL>', 'a folder, a weights file or sample:NAME')
  .requiredOption('--prompts <FILE>', 'AutoCircuit JSON, EAP-IG CSV or JSONL, or sample:NAME')
  .requiredOption('--metric <NAME>', METRICS.join(', '))
  .requiredOption('--threshold <T>', 'an edge whose removal changes the metric by less is cut')
  .option('--order <ORDER>', 'reference or heads-ascending', 'reference')
  .option('--absolute', 'compare |delta| with the threshold')
  .option('--db <FILE>', 'the store of runs')
  .option('--name <NAME>', 'of the run')
  .option('--out <FILE>', 'the circuit as JSON')
  .option('--json', 'for programs: the circuit on stdout, or with --out the run')
  .action(async (options) => (await import('./cli/acdc-command')).acdcCommand(options))

const runs = program
  .command('runs')
  .description('the runs in the store; ID is an id, its beginning, or the number')

runs
  .command('list')
  .description('all runs, newest first')
  .option('--db <FILE>', 'the store of runs')
  .option('--json', 'for programs')
  .action(async (options) => (await import('./cli/runs-commands')).listCommand(options))

runs
  .command('show <ID>')
  .description('one run: choices, counts, measurements, provenance')
  .option('--db <FILE>', 'the store of runs')
  .option('--json', 'for programs')
  .action(async (id, options) => (await import('./cli/runs-commands')).showCommand(id, options))

runs
  .command('export <ID>')
  .description('its circuit as JSON, or as a table of edges where FILE ends in .csv')
  .option('--out <FILE>', 'instead of stdout')
  .option('--db <FILE>', 'the store of runs')
  .option('--json', 'the default')
  .action(async (id, options) => (await import('./cli/runs-commands')).exportCommand(id, options))

runs
  .command('compare <A> <B>')
  .description('two circuits of one graph, edge by edge, and the choices that differ')
  .option('--db <FILE>', 'the store of runs')
  .option('--json', 'for programs')
  .action(async (a, b, options) => (await import('./cli/runs-commands')).compareCommand(a, b, options))

runs
  .command('resume <ID>')
  .description('go on with an interrupted, stopped or failed run')
  .option('--db <FILE>', 'the store of runs')
  .option('--out <FILE>', 'the circuit as JSON')
  .option('--json', 'for programs')
  .action(async (id, options) => (await import('./cli/runs-commands')).resumeCommand(id, options))

program
  .command('serve')
  .description('the workbench in a browser')
  .option('--port <N>', '0: any free one')
  .option('--db <FILE>', 'the store of runs')
  .action(async ({ port, db }) => {
    const { parsePort, serve } = await import('./serve/run-serve')
    process.exitCode = await serve({ port: port === undefined ? undefined : parsePort(port), db })
  })

const EXIT_CODES: Record<ErrorCode, number> = {
  'bad-input': 2,
  'not-found': 2,
  conflict: 2,
  store: 2,
  interrupted: 130,
  'host-lost': 1,
  internal: 1,
}

async function main(): Promise<number> {
  try {
    await program.parseAsync()
    return Number(process.exitCode ?? 0)
  } catch (error) {
    // commander has said its sentence already; its exit code is 0 for --help and --version.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    const { code, message } = toErrorData(error)
    console.error(message)
    return EXIT_CODES[code]
  }
}

// A reader that has seen enough (`| head`) is no error.
process.stdout.on('error', () => process.exit(0))
void main().then((code) => process.exit(code))

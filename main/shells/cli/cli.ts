import { Command, CommanderError } from 'commander'
import {
  ABLATIONS,
  ATTRIBUTION_VARIANTS,
  DEVICES,
  MAX_BATCH,
  METRICS,
  SITE_FAMILIES,
  toErrorData,
} from '../../../contract'
import type { ErrorCode } from '../../../contract'
import { withAlias, withTypedFlags } from './aliases'
import { inShortProcess } from './short-process'
import { OutputError, print, tolerateStreamErrors } from '../streams'
import { PATCHBAY_VERSION } from '../../version'

const DB_HELP = "the store of runs (default: the workbench's own, so its runs are here and these are there)"

const BOS_HELP =
  'the beginning-of-text token: tokenizer (its own way), prepend or none; without it as the prompts say, else tokenizer'

// The headless shell. Commands load what they need when they run, so that `--help` answers at once.

/** What commander wants printed: --help, --version. */
let help = ''

const program = new Command('patchbay')
  .description('Patch a language model and find its circuits.')
  .version(PATCHBAY_VERSION)
  .exitOverride()
  .configureOutput({
    writeOut: (text) => (help += text),
    outputError: (text, write) => write(text.replace(/^error: /, '')),
  })

program
  .command('model <MODEL>')
  .description('what a model is: a folder, a weights file or sample:NAME')
  .option('--json', 'for programs')
  .action(async (model, options) => (await import('./model-command')).modelCommand(model, options))

withBatch(withSettings(program.command('acdc')))
  .description('find a circuit by ACDC')
  .requiredOption('--model <MODEL>', 'a folder, a weights file or sample:NAME')
  .requiredOption('--prompts <FILE>', 'AutoCircuit JSON, EAP-IG CSV or JSONL, or sample:NAME')
  .option('--bos <HOW>', BOS_HELP)
  .requiredOption('--metric <NAME>', METRICS.join(', '))
  .requiredOption('--threshold <T>', 'tau: an edge whose harm of removal is below it is cut')
  .option(
    '--order <ORDER>',
    'reference, heads-ascending or eap (least |EAP| first into each receiver)',
    'reference',
  )
  .option(
    '--order-metric <NAME>',
    'of --order eap: whose EAP scores (default: those of --metric; kl has none)',
  )
  .option('--ablation <KIND>', `what cut edges carry: ${ABLATIONS.join(', ')}`, 'resample')
  .option('--absolute', 'compare the size of the harm of removal with the threshold')
  .option('--db <FILE>', DB_HELP)
  .option('--name <NAME>', 'of the run')
  .option('--out <FILE>', 'the circuit as JSON')
  .option('--json', 'for programs: the circuit on stdout, or with --out the run')
  .action(async (options) => (await import('./acdc-command')).acdcCommand(options))

/** How it is computed; without these, as the store's settings say. */
function withSettings(command: Command): Command {
  return withThreads(command).option(
    '--device <D>',
    `what computes: ${DEVICES.join(', ')}; others than cpu are held against it first`,
  )
}

function withThreads(command: Command): Command {
  return command.option('--threads <N>', 'threads that compute')
}

function withBatch(command: Command): Command {
  return command.option('--batch <K>', `of ACDC: try up to K cuts at once, 1 to ${MAX_BATCH}`)
}

/** A command that starts a run of a method. */
function methodCommand(name: string, description: string): Command {
  return withSettings(program.command(name))
    .description(description)
    .requiredOption('--model <MODEL>', 'a folder, a weights file or sample:NAME')
    .requiredOption('--prompts <FILE>', 'AutoCircuit JSON, EAP-IG CSV or JSONL, or sample:NAME')
    .option('--bos <HOW>', BOS_HELP)
}

function withOutput(command: Command): Command {
  return command
    .option('--db <FILE>', DB_HELP)
    .option('--name <NAME>', 'of the run')
    .option('--out <FILE>', 'what was found, as JSON')
    .option('--json', 'for programs: what was found on stdout, or with --out the run')
}

const ABLATION_HELP = `what is patched in: ${ABLATIONS.join(', ')}`
const METRIC_HELP = METRICS.join(', ')
const DIRECTION_HELP =
  'noising: corrupt values patched into the clean run; denoising: clean values into the corrupt run'

function patchingCommand(name: string, description: string): Command {
  return methodCommand(name, description)
    .requiredOption('--metric <NAME>', METRIC_HELP)
    .requiredOption('--direction <D>', DIRECTION_HELP)
    .option('--ablation <KIND>', ABLATION_HELP, 'resample')
}

const SITES_HELP = SITE_FAMILIES.join(',')
const methods = () => import('./method-commands')

withOutput(
  withAlias(
    patchingCommand('activation', 'activation patching: exact effects of sites').requiredOption(
      '--sites <LIST>',
      `${SITES_HELP}; neurons by name, e.g. neurons:0.12+1.7 (LAYER.NEURON)`,
    ),
    '--sites',
    '--places',
  ),
).action(async (options, command) =>
  withTypedFlags(command, async () => (await methods()).activationCommand(options)),
)

withOutput(
  withAlias(
    patchingCommand('attribution', 'attribution patching: first-order estimates of the effects of sites')
      .requiredOption('--sites <LIST>', SITES_HELP)
      .option('--method <M>', ATTRIBUTION_VARIANTS.join(', '), 'atp'),
    '--sites',
    '--places',
  ),
).action(async (options, command) =>
  withTypedFlags(command, async () => (await methods()).attributionCommand(options)),
)

withOutput(
  patchingCommand('edges', 'edge patching: exact effects of edges')
    .option('--all', 'every edge')
    .option('--edge <EDGE>', "one edge, e.g. 'a0.h1->a1.h2<q>'; may be given again", collect)
    .option('--edges <FILE>', 'the edges that a file names, one a line')
    .option(
      '--into <R>',
      "all edges into a receiver, e.g. 'a1.h2<q>', m1, logits; a1.h2 means its q, k and v",
    )
    .option('--from <S>', 'all edges out of a sender, e.g. input, a0.h1, m0')
    .option(
      '--mlps <HOW>',
      'MLPs in between: frozen (the edge alone) or recomputed (path patching)',
      'frozen',
    ),
).action(async (options) => (await methods()).edgesCommand(options))

withOutput(
  patchingCommand('path', 'path patching: the effect of one chosen path').requiredOption(
    '--path <PATH>',
    "e.g. 'a0.h1->a1.h2<q>->logits'",
  ),
).action(async (options) => (await methods()).pathCommand(options))

withOutput(
  patchingCommand(
    'eap',
    'edge attribution patching: first-order estimates of the effects of all edges',
  ).option('--ig-steps <N>', 'EAP-IG: gradients averaged over N steps from corrupt to clean, e.g. 5'),
).action(async (options) => (await methods()).eapCommand(options))

withOutput(
  methodCommand(
    'evaluate',
    'judge a circuit: faithfulness, size curves, completeness, minimality, a reference',
  )
    .requiredOption('--circuit <FILE>', 'a circuit file (EAP-IG / MIB graph JSON), or run:ID')
    .option('--reference <FILE>', 'a circuit to compare with: precision, recall, ROC; a file or run:ID')
    .option('--top <N,N,..>', 'judge the best N edges by score, too')
    .option('--by <HOW>', 'best by score: signed (what matters most first) or absolute', 'absolute')
    .option(
      '--scores <KIND>',
      'what the scores of a file are that does not say: effect (metric patched - metric before) or gain (of a loss: positive = matters)',
    )
    .option('--scores-metric <NAME>', `of --scores effect: what it is an effect on: ${METRIC_HELP}`)
    .option('--scores-direction <D>', 'of --scores effect: noising or denoising')
    .option(
      '--ablation <KIND>',
      `what cut edges carry: ${ABLATIONS.join(', ')} (default: as the circuit was found)`,
    )
    .option('--metric <NAME>', METRIC_HELP, 'logit_diff'),
).action(async (options) => (await methods()).evaluateCommand(options))

withOutput(
  methodCommand('workflow', 'screen, confirm, trace, propose a circuit and judge it')
    .requiredOption('--metric <NAME>', METRIC_HELP)
    .option('--direction <D>', DIRECTION_HELP, 'noising')
    .option('--ablation <KIND>', ABLATION_HELP, 'resample')
    .option('--top <K>', 'how many screened heads and MLPs are confirmed', '20'),
).action(async (options) => (await methods()).workflowCommand(options))

withOutput(
  methodCommand(
    'check',
    'self-check: what must hold for any model and prompts; exit code 1 where it does not',
  )
    .option('--metric <NAME>', METRIC_HELP, 'logit_diff')
    .option('--logits <FILE>', 'logits of the clean prompts from elsewhere, [prompt][vocab] as JSON'),
).action(async (options) => (await methods()).checkCommand(options))

function collect(one: string, others: string[] = []): string[] {
  return [...others, one]
}

const runs = program
  .command('runs')
  .description('the runs in the store; ID is an id, its beginning, or the number')

runs
  .command('list')
  .description('all runs, newest first')
  .option('--db <FILE>', DB_HELP)
  .option('--json', 'for programs')
  .action(async (options) => (await import('./runs-commands')).listCommand(options))

runs
  .command('show <ID>')
  .description('one run: choices, counts, measurements, provenance')
  .option('--db <FILE>', DB_HELP)
  .option('--json', 'for programs')
  .action(async (id, options) => (await import('./runs-commands')).showCommand(id, options))

runs
  .command('export <ID>')
  .description('what it found as JSON, or as a table of edges or sites where FILE ends in .csv')
  .option('--out <FILE>', 'instead of stdout')
  .option('--db <FILE>', DB_HELP)
  .option('--json', 'the default')
  .action(async (id, options) => (await import('./runs-commands')).exportCommand(id, options))

runs
  .command('compare <A> <B>')
  .description('two circuits of one graph, edge by edge, and the choices that differ')
  .option('--db <FILE>', DB_HELP)
  .option('--json', 'for programs')
  .action(async (a, b, options) => (await import('./runs-commands')).compareCommand(a, b, options))

runs
  .command('delete <ID>')
  .description('remove a run for good')
  .option('--db <FILE>', DB_HELP)
  .action(async (id, options) => (await import('./runs-commands')).deleteCommand(id, options))

withBatch(withThreads(runs.command('resume <ID>')))
  .description('go on with an interrupted, stopped or failed run')
  .option('--db <FILE>', DB_HELP)
  .option('--out <FILE>', 'the circuit as JSON')
  .option('--json', 'for programs')
  .action(async (id, options) => (await import('./runs-commands')).resumeCommand(id, options))

program
  .command('serve')
  .description('the workbench in a browser')
  .option('--port <N>', '0: any free one')
  .option('--db <FILE>', DB_HELP)
  .action(async ({ port, db }) => {
    const { parsePort, serve } = await import('../serve/run-serve')
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

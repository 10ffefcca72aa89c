import type { Command } from 'commander'
import { withReading } from '../run/reading-options'
import { withMemory, withStore, withThreads } from './shared-options'

/** `patchbay explain`: what a head does, what an edge carries, or what the nodes of a circuit do. */
export function addExplainCommand(program: Command): void {
  withReading(withStore(withMemory(withThreads(program.command('explain')))))
    .description(
      "what a head does (--head), what an edge carries (--edge), else what all of a circuit's nodes do; on a run's prompts or on others",
    )
    .option('--head <HEAD>', 'such as 9.9, a9.h9 or L9H9')
    .option('--edge <EDGE>', "such as 'a9.h6->logits' or '7.3->9.9.q'")
    .option('--circuit <RUN>', 'the circuit of a run, run:3; its prompts too, without --model and --prompts')
    .option('--run <ID>', "a run's model and prompts, with its circuit")
    .option('--model <MODEL>', 'a folder, a weights file, a name of the hub or sample:NAME')
    .option('--prompts <FILE>', 'prompts in a file of any known layout, or sample:NAME')
    .option('--columns <MAPPING>', 'which column of the file is what, as for runs')
    .option(
      '--prompt <N>',
      'the row to look at, from 1; without it the first, and of an edge the one it changes most',
    )
    .option('--at <QUERY,KEY>', 'of a head: why it looks from one position of the row to another, from 0')
    .option('--in <RUN>', 'of a head: the run that --at and the lens are of, clean (the default) or corrupt')
    .option(
      '--cut <EDGES>',
      'of a head: where it looks in the clean run with these edges alone cut, between commas',
    )
    .option('--json', 'for programs: every number')
    .option('--out <FILE>', 'the JSON into a file')
    .action(async (options) => (await import('../explain/explain-command')).explainCommand(options))
}

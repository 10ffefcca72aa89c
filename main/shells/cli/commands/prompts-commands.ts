import type { Command } from 'commander'
import { BOS_HELP, withStore } from './shared-options'

/** `patchbay prompts ...`: sets of prompts, before a run takes them. */
export function addPromptsCommands(program: Command): void {
  const prompts = program.command('prompts').description('sets of prompts: whether a model does their task')

  withStore(prompts.command('check'))
    .description('does the model do the task? Metric, rank, probability and first choices of every row')
    .requiredOption('--model <MODEL>', 'a folder, a weights file, a name of the hub or sample:NAME')
    .requiredOption('--prompts <FILE>', 'AutoCircuit JSON, EAP-IG CSV or JSONL, or sample:NAME')
    .option('--bos <HOW>', BOS_HELP)
    .option(
      '--keep-right <X>',
      'write the rows on which the model is right by at least X logits; needs --out',
    )
    .option('--drop-duplicates', 'write no row that is equal to an earlier one; needs --out')
    .option('--drop-unchanged', 'write no row whose corruption changes nothing; needs --out')
    .option('--out <FILE>', 'the rows that are kept, as JSON')
    .option('--json', 'for programs: every row')
    .action(async (options) => (await import('../prompts/check-command')).checkCommand(options))
}

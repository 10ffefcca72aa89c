import type { Command } from 'commander'
import { PROMPT_TASKS } from '../../../../contract'
import { withImport } from '../run/import-options'
import { withBos, withReading } from '../run/reading-options'
import { withStore } from './shared-options'

/** `patchbay prompts ...`: sets of prompts, before a run takes them. */
export function addPromptsCommands(program: Command): void {
  const prompts = program.command('prompts').description('sets of prompts: made, and held against a model')

  withReading(withImport(withStore(prompts.command('check'))))
    .description('does the model do the task? Metric, rank, probability and first choices of every row')
    .requiredOption('--model <MODEL>', 'a folder, a weights file, a name of the hub or sample:NAME')
    .option(
      '--keep-right <X>',
      'write the rows on which the model is right by at least X logits; needs --out',
    )
    .option('--drop-duplicates', 'write no row that is equal to an earlier one; needs --out')
    .option('--drop-unchanged', 'write no row whose corruption changes nothing; needs --out')
    .option('--out <FILE>', 'the rows that are kept, as JSON')
    .option('--json', 'for programs: every row')
    .action(async (options) => (await import('../prompts/check-command')).checkCommand(options))

  prompts
    .command('tasks')
    .description('the tasks for which prompts can be made, with their options and word lists')
    .option('--json', 'for programs')
    .action(async (options) => (await import('../prompts/make-command')).tasksCommand(options))

  withBos(withStore(prompts.command('make <TASK>')))
    .description(`make prompts of a task: ${PROMPT_TASKS.join(', ')}`)
    .option('--count <N>', 'how many rows', '100')
    .option('--seed <N>', 'the same seed gives the same rows under the same tokenizer', '0')
    .option('--option <NAME=VALUE>', 'of the task, again and again; "prompts tasks" lists them', several)
    .option('--list <NAME=WORDS>', 'other words for a list: a,b,c or @FILE with one a line', several)
    .option(
      '--template <TEXT>',
      "in place of the task's own, again and again; slots are {names} in braces",
      several,
    )
    .option('--model <MODEL>', 'words and rows that its tokenizer lines up, with named positions')
    .option('--out <FILE>', 'instead of stdout')
    .option('--json', 'for programs: the set, and which words were left out')
    .action(async (task, options) => (await import('../prompts/make-command')).makeCommand(task, options))

  withReading(withImport(prompts.command('convert')))
    .description('read a file of prompts of any known layout, and write it as one of ours')
    .option('--model <MODEL>', 'whose tokens count where a layout leaves pairs of different length out')
    .option('--out <FILE>', 'the prompts as JSON (default: stdout)')
    .action(async (options) => (await import('../prompts/convert-command')).convertCommand(options))
}

const several = (one: string, others: string[] = []) => [...others, one]

import type { Command } from 'commander'
import { withDevice, withMemory, withStore, withThreads } from './shared-options'

export function addReproduceCommand(program: Command): void {
  const command = withDevice(withMemory(withThreads(program.command('reproduce <TASK>')))).description(
    'look for a published circuit again (ioi, greater-than, docstring): prompts, screening, ACDC at three thresholds, and a report that compares what is found with what was published',
  )
  withStore(command)
    .option(
      '--model <MODEL>',
      'the model; without it the published one, downloaded only if that is agreed to',
    )
    .option('--yes', 'download it without asking')
    .option('--count <N>', 'prompts, of which 30 % are held out', '60')
    .option('--seed <N>', 'of the prompts and of the split', '0')
    .option('--thresholds <LIST>', 'of ACDC, such as 0.1,0.05,0.02')
    .option(
      '--bos <HOW>',
      'the beginning-of-text token of the prompts: yes, no, tokenizer; without it as published',
    )
    .option('--out <FILE>', 'the report (Markdown); else stdout')
    .option('--json', 'for programs: everything that was found')
    .action(async (task, options) =>
      (await import('../reproduce/reproduce-command')).reproduceCommand(task, options),
    )
}

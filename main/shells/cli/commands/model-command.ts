import type { Command } from 'commander'

export function addModelCommand(program: Command): void {
  program
    .command('model <MODEL>')
    .description('what a model is: a folder, a weights file or sample:NAME')
    .option('--json', 'for programs')
    .action(async (model, options) => (await import('../describe-model')).modelCommand(model, options))
}

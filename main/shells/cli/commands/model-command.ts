import type { Command } from 'commander'

export function addModelCommand(program: Command): void {
  program
    .command('model <MODEL>')
    .description('what a model is: a folder, a weights file, a name of the hub or sample:NAME')
    .option('--no-certificate', 'without the checks of the model, for which its weights are loaded')
    .option('--json', 'for programs')
    .action(async (model, options) => (await import('../describe-model')).modelCommand(model, options))
}

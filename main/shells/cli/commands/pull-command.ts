import type { Command } from 'commander'

export function addPullCommand(program: Command): void {
  program
    .command('pull [NAME]')
    .description(
      'download a model of the hub into the cache that Python uses: OWNER/NAME, with @REVISION if need be; without a name, list the downloads that were cut off',
    )
    .option('--yes', 'without asking; else what would be fetched is shown first, and on a terminal asked')
    .option('--json', 'for programs: the plan, and once it is downloaded its folder')
    .action(async (name, options) => {
      if (name === undefined) await (await import('../pull/cut-off')).listCutOff(options)
      else await (await import('../pull/pull')).pullCommand(name, options)
    })
}

import type { Command } from 'commander'
import { withStore } from './shared-options'

export function addServeCommand(program: Command): void {
  const command = program
    .command('serve')
    .description('the workbench in a browser')
    .option('--port <N>', '0: any free one')
  withStore(command).action(async ({ port, db }) => {
    const { parsePort, serve } = await import('../../serve/run-serve')
    process.exitCode = await serve({ port: port === undefined ? undefined : parsePort(port), db })
  })
}

import type { Command } from 'commander'
import { PatchbayError } from '../../../../contract'
import type { SettingsOptions } from '../run/settings'
import { withBatch, withMemory, withThreads } from './shared-options'

/** `patchbay worker`: computes runs that were asked for elsewhere. */
export function addWorkerCommand(program: Command): void {
  withBatch(withMemory(withThreads(program.command('worker'))))
    .description('compute runs of sweeps that were asked for elsewhere')
    .option(
      '--redis <URL>',
      'from the queue at redis://HOST:PORT, or rediss:// with TLS, until it is stopped',
    )
    .option('--folder <DIR>', 'from a folder that `patchbay sweep slurm` wrote')
    .option('--task <N>', 'of the folder: which of its tasks, from 0')
    .option('--models <FOLDER...>', 'where models are looked for, by what they are')
    .option('--db <FILE>', 'of the queue: the store of what is computed here (default: a temporary one)')
    .option('--name <NAME>', 'of the queue: what others know this worker by')
    .option(
      '--takeover <S>',
      'of the queue: seconds without a sign of this worker after which others go on with its run (default: 30)',
    )
    .option(
      '--checkpoint-ms <MS>',
      'of the queue: milliseconds between the checkpoints that another could go on from (default: 2000)',
    )
    .action(workerAction)
}

async function workerAction({ redis, folder, task, ...options }: WorkerOptions): Promise<void> {
  if (redis !== undefined && folder === undefined && task === undefined)
    return (await import('../cluster/redis-worker')).redisCommand({ redis, ...options })
  if (redis === undefined && folder !== undefined && task !== undefined)
    return (await import('../cluster/task-worker')).taskCommand({ folder, task, ...options })
  throw new PatchbayError('bad-input', 'A worker needs --redis URL, or --folder DIR with --task N.')
}

interface WorkerOptions extends SettingsOptions {
  redis?: string
  folder?: string
  task?: string
  models?: string[]
  db?: string
  name?: string
  takeover?: string
  checkpointMs?: string
}

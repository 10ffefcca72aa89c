import type { Command } from 'commander'
import { DEVICES, MAX_BATCH, MAX_RUNS_AT_ONCE } from '../../../../contract'

// Options that several commands have.

export function withStore(command: Command): Command {
  return command.option(
    '--db <FILE>',
    "the store of runs (default: the workbench's own, so its runs are here and these are there)",
  )
}

export function withThreads(command: Command): Command {
  return command.option('--threads <N>', 'threads that compute')
}

export function withMemory(command: Command): Command {
  return command.option(
    '--memory <SIZE>',
    'the most memory that may be used, such as 8GB (default: 70 % of what is free)',
  )
}

/** Of sweeps. */
export function withAtOnce(command: Command): Command {
  return command.option(
    '--at-once <N>',
    `runs that are computed beside each other, 1 to ${MAX_RUNS_AT_ONCE}; they share threads and memory`,
  )
}

export function withDevice(command: Command): Command {
  return command.option(
    '--device <D>',
    `what computes: ${DEVICES.join(', ')}; others than cpu are held against it first`,
  )
}

/** Of methods that decide edges one after another. */
export function withBatch(command: Command): Command {
  return command.option('--batch <K>', `of ACDC: try up to K cuts at once, 1 to ${MAX_BATCH}`)
}

/** Of pictures, and of what has pictures in it. */
export function withPictures(command: Command): Command {
  return command
    .option('--theme <T>', 'of pictures: light or dark (default: light)')
    .option('--layout <L>', 'of circuits: grid, or compact without the nodes outside (default: grid)')
    .option('--top <N>', 'of scored runs: how many of the best edges make the circuit (default: 20)')
    .option('--by <ORDER>', 'what the best edges are: absolute or signed (default: absolute)')
}

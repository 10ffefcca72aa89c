import type { Command } from 'commander'
import { MAX_RESAMPLES, USUAL_RESAMPLES, USUAL_STABILITY_SIZE } from '../../../../contract'
import { withAtOnce, withBatch, withDevice, withMemory, withStore, withThreads } from './shared-options'

/** `patchbay stability run:3`, `patchbay stability sweep:2` */
export function addStabilityCommand(program: Command): void {
  withStore(
    withAtOnce(withBatch(withDevice(withMemory(withThreads(program.command('stability <RUN-OR-SWEEP>')))))),
  )
    .description(
      'whether the same circuit comes out of other samples of the prompts and other thresholds; of a sweep that is done, over what it found. RUN is run:3, 3 or an id, a sweep is sweep:2',
    )
    .option(
      '--resamples <N>',
      `bootstrap samples of its prompts, 2 to ${MAX_RESAMPLES} (default: ${USUAL_RESAMPLES})`,
    )
    .option('--thresholds <T,T,..>', 'of ACDC: on each sample, beside its own; or FROM:TO:COUNT')
    .option(
      '--top <N,N,..>',
      `of scores: how many of the best edges make a circuit (default: ${USUAL_STABILITY_SIZE})`,
    )
    .option('--by <ORDER>', 'what the best edges are: absolute or signed (default: absolute)')
    .option('--json', 'for programs: with how often each edge and node is kept')
    .action(async (typed, options) =>
      (await import('../stability/stability-command')).stabilityCommand(typed, options),
    )
}

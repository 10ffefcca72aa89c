import type { Command } from 'commander'
import { withSplit } from '../run/split-options'
import { withAtOnce, withBatch, withDevice, withMemory, withStore, withThreads } from './shared-options'

/** `patchbay mib`: methods over models and tasks, as the circuit localization track of MIB compares them. */
export function addMibCommand(program: Command): void {
  const computing = withAtOnce(withBatch(withDevice(withMemory(withThreads(program.command('mib'))))))
  const command = withStore(withSplit(computing)).description(
    'compare methods over models and tasks as MIB does: CPR, CMD and accuracy, and folders of circuits as MIB takes them',
  )
  command
    .requiredOption(
      '--models <MODEL...>',
      'folders, weights files, names of the hub or sample:NAME; NAME=MODEL to call one by another name, such as gpt2',
    )
    .requiredOption(
      '--tasks <TASK...>',
      'tasks for which prompts are made (see patchbay prompts tasks), files of prompts or sample:NAME; NAME=FILE to name one',
    )
    .requiredOption('--methods <METHOD...>', 'eap, eap-ig, edges (exact) or acdc')
    .requiredOption('--out <DIR>', 'a new folder, or one that this command has written')
    .option('--metric <NAME>', 'what edges are scored and cut by', 'logit_diff')
    .option('--ablation <KIND>', 'what cut edges carry', 'resample')
    .option('--ig-steps <N>', 'of eap-ig', '5')
    .option('--thresholds <T,T,..>', 'of acdc: numbers above 0, or FROM:TO:COUNT', '1:0.001:7')
    .option('--count <N>', 'prompts of a task that are made', '100')
    .option('--seed <N>', 'of the prompts that are made', '0')
    .option(
      '--redis <URL>',
      'have workers compute it that wait at redis://HOST:PORT (rediss:// with TLS), as those of sweeps',
    )
    .option('--dry-run', 'only say what would be computed')
    .option('--json', 'for programs: results.json on stdout')
    .action(async (options) => (await import('../mib/mib-command')).mibCommand(options))
}

import type { ArgsOf, RunSummary } from '../../../../contract'
import type { Host } from '../../../host/host'
import { printNotes } from '../output/print'

/**
 * Starts a run, whose record then says what was noted of its prompts. Where it is refused, what was noted while they
 * were read may be the reason: it is said all the same.
 */
export async function beginRun(host: Host, args: ArgsOf<'runs.start'>): Promise<RunSummary> {
  try {
    return await host.call('runs.start', args)
  } catch (error) {
    printNotes(args.config.prompts.notes ?? [])
    throw error
  }
}

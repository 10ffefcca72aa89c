import { memoryText, type ArgsOf, type MemoryNeed, type RunSummary } from '../../../../contract'
import type { Host } from '../../../host/host'
import { printNotes } from '../output/print'

/**
 * Starts a run and says what memory it needs, before anything of it is computed; one that is refused has its sentence
 * alone. The record then says what was noted of the prompts. Where the run is refused, what was noted while they were read
 * may be the reason: it is said all the same.
 */
export async function beginRun(
  host: Pick<Host, 'call'>,
  args: ArgsOf<'runs.start'>,
): Promise<{ run: RunSummary; memory: MemoryNeed }> {
  try {
    const memory = await host.call('runs.memory', { config: args.config, settings: args.settings })
    const run = await host.call('runs.start', args)
    process.stderr.write(`memory: ${memoryText(memory)}\n`)
    return { run, memory }
  } catch (error) {
    printNotes(args.config.prompts.notes ?? [])
    throw error
  }
}

import { memoryText, type ArgsOf, type MemoryNeed, type RunSummary } from '../../../../contract'
import type { Host } from '../../../host/host'
import { printNotes } from '../output/print'

/**
 * Starts a run, having said what memory it needs; its record then says what was noted of its prompts. Where it is refused, what was noted while they
 * were read may be the reason: it is said all the same.
 */
export async function beginRun(
  host: Host,
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

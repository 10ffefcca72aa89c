import type { RunConfig, RunSummary, Settings } from '../../../contract'
import type { HostContext } from '../requests/host-context'
import { identifyRun, openForRun, requireComputable } from './identify-run'
import { queueRun } from './queue-run'
import { refuseMemory } from './run-memory'

interface StartArgs {
  config: RunConfig
  name?: string
  settings?: Partial<Settings>
}

/**
 * Checks the model, the prompts and what is to be patched, enters the run into the store and queues it. What
 * cannot run is refused here with one sentence, before there is a row.
 */
export async function startRun(
  { config, name, settings }: StartArgs,
  context: HostContext,
  signal: AbortSignal,
): Promise<RunSummary> {
  const opened = await openForRun(config, settings, context, signal)
  await refuseMemory(opened, context.store())
  const run = await identifyRun(opened, context)
  await requireComputable(run, context, signal)
  return queueRun(run, { name }, context)
}

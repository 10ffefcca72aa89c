import { PatchbayError } from '../../../contract'
import type { RunConfig, Settings } from '../../../contract'
import type { HostContext } from '../requests/host-context'
import { openForRun, type OpenedRun } from '../runs/identify-run'
import { memoryOfPrepared } from '../runs/run-memory'

/** A run of a sweep as it was read, and how many it is computed beside. */
interface OpenedMember {
  opened: OpenedRun
  most: number
}

/**
 * Opens a run that is one of `atOnce`, with its share of threads and memory; one that needs more memory than its share has all
 * of it, and is computed alone.
 */
export async function openMember(
  config: RunConfig,
  { settings, atOnce }: { settings: Partial<Settings>; atOnce: number },
  context: HostContext,
  signal: AbortSignal,
): Promise<OpenedMember> {
  if (atOnce === 1) return { opened: await openForRun(config, settings, context, signal), most: 1 }
  const shared = await sharedSettings(settings, atOnce, context)
  const opened = await openForRun(config, shared, context, signal)
  const { refusal } = await memoryOfPrepared(opened, context.store())
  return refusal === null
    ? { opened, most: atOnce }
    : openMember(config, { settings, atOnce: 1 }, context, signal)
}

/** Threads and memory that a run has where so many are computed at once. */
export async function sharedSettings(
  chosen: Partial<Settings>,
  atOnce: number,
  { store }: Pick<HostContext, 'store'>,
): Promise<Partial<Settings>> {
  const { budgetOf, defaultThreads } = await import('../../../engine/host')
  const stored = store().settings.read()
  const threads = chosen.threads ?? stored.threads ?? defaultThreads()
  const memory = budgetOf(chosen.memoryBytes ?? stored.memoryBytes).bytes
  return {
    ...chosen,
    threads: Math.max(1, Math.floor(threads / atOnce)),
    memoryBytes: Math.floor(memory / atOnce),
  }
}

/** What is asked of a sweep that this Patchbay has nothing to compute with. */
export function noComputer(name: string, computer: string): PatchbayError {
  return new PatchbayError(
    'conflict',
    `${name} is computed by workers on ${computer === 'redis' ? 'Redis' : computer}, to which this Patchbay is not connected: name it with --redis.`,
  )
}

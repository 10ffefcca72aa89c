import { PatchbayError } from '../../../contract'
import type { MemoryNeed, RunConfig, RunSettings, Settings } from '../../../contract'
import type { GraphShape, MethodInputs } from '../../../engine/host'
import type { PreparedPrompts } from '../files/reading/reading-tasks'
import type { HostContext } from '../requests/host-context'
import type { Store } from '../../store'
import { hostMethodOf } from './methods'
import { settingsForRun } from './run-settings'

/** What a run would need, from its model's header and its prompts alone. */
export async function memoryOfRun(
  { config: given, settings: chosen }: { config: RunConfig; settings?: Partial<Settings> },
  { models, store }: HostContext,
  signal: AbortSignal,
): Promise<MemoryNeed> {
  const config = hostMethodOf(given.method).completed?.(given, store()) ?? given
  const settings = await settingsForRun(config.method, store(), chosen)
  return memoryOfPrepared(
    { config, prepared: await models.preparePrompts(config, signal), settings },
    store(),
  )
}

/** What is to be run, of prompts that were read. */
interface PreparedRun {
  config: RunConfig
  prepared: PreparedPrompts
  settings: RunSettings
}

/** As memoryOfRun. */
export async function memoryOfPrepared(
  { config, prepared, settings }: PreparedRun,
  store: Store,
): Promise<MemoryNeed> {
  const { budgetOf, graphOf, runMemory } = await import('../../../engine/host')
  const { architecture, pairs } = prepared
  const inputs = knownInputs(config, graphOf(architecture).shape, store)
  return runMemory(architecture, config, pairs, budgetOf(settings.memoryBytes), inputs)
}

/** @throws PatchbayError (bad-input) where the run would need more than it may use. */
export async function refuseMemory(of: PreparedRun, store: Store): Promise<void> {
  requireMemory(await memoryOfPrepared(of, store))
}

/** The same of what is known already: a judgement's circuits are all looked at for it. */
export function requireMemory({ refusal }: MemoryNeed): void {
  if (refusal !== null) throw new PatchbayError('bad-input', refusal)
}

/** Without those that are not there, or not yet: a run that needs them is refused for that. */
function knownInputs(config: RunConfig, shape: GraphShape, store: Store): MethodInputs {
  try {
    return hostMethodOf(config.method).sizedBy?.(config, { shape }, store) ?? {}
  } catch (error) {
    if (error instanceof PatchbayError) return {}
    throw error
  }
}

import type { MemoryNeed, RunConfig, RunSettings, Settings } from '../../../contract'
import type { PreparedPrompts } from '../files/reading/reading-tasks'
import type { HostContext } from '../requests/host-context'
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
  return memoryOfPrepared(config, await models.preparePrompts(config, signal), settings)
}

/** As memoryOfRun, of prompts that were read. */
export async function memoryOfPrepared(
  config: RunConfig,
  { architecture, pairs }: PreparedPrompts,
  { memoryBytes }: RunSettings,
): Promise<MemoryNeed> {
  const { budgetOf, runMemory } = await import('../../../engine/host')
  return runMemory(architecture, config, pairs, budgetOf(memoryBytes))
}

/** @throws PatchbayError (bad-input) where the run would need more than it may use. */
export async function refuseMemory(
  config: RunConfig,
  { architecture, pairs }: PreparedPrompts,
  { memoryBytes }: RunSettings,
): Promise<void> {
  const { budgetOf, fittingPlan } = await import('../../../engine/host')
  fittingPlan(architecture, config, pairs, budgetOf(memoryBytes))
}

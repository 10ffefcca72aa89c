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
  const { budgetOf, runMemory } = await import('../../../engine/host')
  const config = hostMethodOf(given.method).completed?.(given, store()) ?? given
  const { memoryBytes } = await settingsForRun(config.method, store(), chosen)
  const { architecture, pairs } = await models.preparePrompts(config, signal)
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

import { checkedModel, definitionOf, measuredRows, METRIC_SENSE } from '../../../contract'
import type { IdentifiedModel, RunConfig, RunSummary, Settings } from '../../../contract'
import { whenFree, type NewRun } from '../../store'
import type { PreparedPrompts } from '../files/reading/reading-tasks'
import type { HostContext } from '../requests/host-context'
import { hostMethodOf, summaryOf } from './methods'
import { provenanceOf } from './provenance'
import { refuseMemory } from './run-memory'
import { settingsForRun } from './run-settings'

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
  { config: given, name, settings: chosen }: StartArgs,
  context: HostContext,
  signal: AbortSignal,
): Promise<RunSummary> {
  const { models, devices, certificates, store, queue, lease, emit } = context
  const config = hostMethodOf(given.method).completed?.(given, store()) ?? given
  const opened = await models.open(config.model, signal)
  const settings = await settingsForRun(config.method, store(), chosen)
  const prepared = await models.preparePrompts(config, signal)
  await refuseMemory(config, prepared, settings)
  const info = await models.identified(opened)
  await checkConfig(info, config, prepared, context)
  await devices.require(info, settings.device, signal)
  const provenance = await provenanceOf(info, config, prepared)
  signal.throwIfAborted()
  const run: NewRun = {
    name: name?.trim() || undefined,
    state: 'queued',
    method: config.method,
    model: config.model,
    modelName: info.name,
    promptsName: config.prompts.name,
    promptCount: measuredRows(config).length,
    metric: config.metric,
    metricSense: METRIC_SENSE[config.metric],
    ...summaryOf(config),
    direction: definitionOf(config.method).direction(config),
    edgesTotal: info.edgeCount,
    dModel: info.dModel,
    shape: info.shape,
    config,
    provenance,
    certificate: certificates.known(checkedModel(info)),
    settings: [settings],
    owner: null,
  }
  const { id } = await whenFree(() => store().runs.insert({ ...run, owner: lease.hold() }))
  emit({ type: 'runs-changed' })
  queue.enqueue(id, info.stamp)
  return store().runs.summary(id)
}

async function checkConfig(
  { shape, identity }: IdentifiedModel,
  config: RunConfig,
  { architecture, pairs }: PreparedPrompts,
  { store }: HostContext,
): Promise<void> {
  const { checkMethodConfig } = await import('../../../engine/host')
  const inputs = hostMethodOf(config.method).inputs?.(config, { shape, model: identity }, store()) ?? {}
  checkMethodConfig(architecture, config, inputs, pairs)
}

import type { AcdcConfig, RunSummary } from '../../contract'
import type { HostContext } from './host-context'
import { acdcProvenance } from './provenance'

/**
 * Checks the model and the prompts, enters the run into the store and queues it. What cannot run is
 * refused here with one sentence, before there is a row.
 */
export async function startRun(
  config: AcdcConfig,
  name: string | undefined,
  { models, store, queue, self, emit }: HostContext,
  signal: AbortSignal,
): Promise<RunSummary> {
  const { checkAcdcConfig, metricSense } = await import('../../engine')
  const model = await models.open(config.model)
  checkAcdcConfig(model, config)
  const { info } = model
  const provenance = await acdcProvenance(info, config.prompts)
  signal.throwIfAborted()
  const { id } = store().runs.insert({
    name: name?.trim() || undefined,
    state: 'queued',
    method: 'acdc',
    model: config.model,
    modelName: info.name,
    promptsName: config.prompts.name,
    promptCount: config.prompts.rows.length,
    metric: config.metric,
    metricSense: metricSense(config.metric),
    threshold: config.threshold,
    order: config.order,
    absolute: config.absolute,
    edgesTotal: info.edgeCount,
    dModel: info.dModel,
    shape: info.shape,
    config,
    provenance,
    owner: self,
  })
  emit({ type: 'runs-changed' })
  queue.enqueue(id)
  return store().runs.summary(id)
}

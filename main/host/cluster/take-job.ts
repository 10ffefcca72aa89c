import { PatchbayError } from '../../../contract'
import type { RunSummary } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'
import { whenFree, type RunBundle } from '../../store'
import type { HostContext } from '../requests/host-context'
import type { ClusterJob } from './job'
import type { ModelsByHash } from './models-by-hash'

/**
 * Enters a job into our store, where `runs.resume` goes on with it; done where this store has its result already. Its model is
 * looked for in the folders, too.
 * @throws PatchbayError (conflict) for another engine, (not-found) where the model is not here: others may compute it.
 */
export async function takeJob(
  job: ClusterJob,
  { models, folders }: { models: ModelsByHash; folders: readonly string[] },
  { store, interruptAbandoned }: HostContext,
  signal: AbortSignal,
): Promise<RunSummary> {
  await refuseOtherEngine(job)
  // One that a killed worker left is gone on with.
  interruptAbandoned()
  const model = await models.find(job.model, folders, signal)
  return whenFree(() =>
    store().transaction(() => {
      for (const needed of job.needs)
        store().bundles.take(needed, { model: modelOf(needed, job, model), owner: null })
      // Finished already where the worker before died just then.
      const state = job.run.run.state === 'done' ? undefined : 'interrupted'
      return store().bundles.take(job.run, { model, owner: null, state })
    }),
  )
}

/** What a run takes from another is of the same model, which is here by another path. */
function modelOf({ run }: RunBundle, job: ClusterJob, here: string): string {
  return run.model === job.model.path ? here : String(run.model)
}

async function refuseOtherEngine({ engine, title }: ClusterJob): Promise<void> {
  const { onnxruntimeVersion } = await import('../../../engine/host')
  const ours = { patchbayVersion: PATCHBAY_VERSION, onnxruntimeVersion: onnxruntimeVersion() }
  if (
    engine.patchbayVersion === ours.patchbayVersion &&
    engine.onnxruntimeVersion === ours.onnxruntimeVersion
  )
    return
  throw new PatchbayError(
    'conflict',
    `${title} is asked of Patchbay ${engine.patchbayVersion} with ONNX Runtime ${engine.onnxruntimeVersion}, this is ${ours.patchbayVersion} with ${ours.onnxruntimeVersion}: use the same version on all machines.`,
  )
}

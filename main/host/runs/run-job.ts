import { PatchbayError } from '../../../contract'
import type { Store, StoredRun } from '../../store'
import { pinnedPath, resolveModelPath } from '../files/model-path'
import type { RunJob } from '../process/worker-messages'
import { hostMethodOf } from './methods'

/** Everything the engine's thread needs to begin or continue a run. @throws PatchbayError as the inputs of its method. */
export function jobOf(store: Store, runId: string, stamp: string | null): RunJob {
  const run = store.runs.get(runId)
  const { config, provenance, shape, settings, measurements } = run
  const latest = settings.at(-1)
  if (!config || !provenance || !latest)
    throw new PatchbayError('conflict', 'An imported circuit cannot be computed.')
  const { decisions, effects } = store.journal.read(runId)
  const wanted = { shape, model: provenance }
  return {
    runId,
    modelPath: resolveModelPath(pinnedPath(config.model, provenance.modelSource)),
    stamp,
    begunWith: provenance,
    config,
    shape,
    settings: latest,
    inputs: hostMethodOf(config.method).inputs?.(config, wanted, store) ?? {},
    journal: decisions,
    effects,
    testOrder: measurements?.testOrder,
    certify: isUncertified(run),
  }
}

/** Nothing of it was measured, and nobody knows yet whether its model is loaded right. */
export function isUncertified({ certificate, measurements }: StoredRun): boolean {
  return certificate === null && measurements === null
}

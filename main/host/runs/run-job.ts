import { PatchbayError } from '../../../contract'
import type { Store } from '../../store'
import { pinnedPath, resolveModelPath } from '../files/model-path'
import type { RunJob } from '../process/worker-messages'
import { hostMethodOf } from './methods'

/** Everything the engine's thread needs to begin or continue a run. @throws PatchbayError as the inputs of its method. */
export function jobOf(store: Store, runId: string, stamp: string | null): RunJob {
  const { config, provenance, certificate, shape, settings, measurements } = store.runs.get(runId)
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
    certify: certificate === null && measurements === null,
  }
}

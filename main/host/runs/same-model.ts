import { changedFiles, PatchbayError, type ModelIdentity } from '../../../contract'

interface BegunRun {
  name: string
  /** Path of its model. */
  model: string
  /** As it was when the run began. */
  provenance: ModelIdentity
}

/** @throws PatchbayError (conflict) where the model is not the one with which the run began. */
export function refuseOtherModel({ name, model, provenance }: BegunRun, now: ModelIdentity): void {
  const changed = changedFiles(provenance, now)
  if (!changed) return
  throw new PatchbayError(
    'conflict',
    `The model ${model} is not the one with which ${name} began (changed: ${changed}): put the old files back, or start a new run.`,
  )
}

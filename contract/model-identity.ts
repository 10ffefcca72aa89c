import { PatchbayError } from './error'
import type { ModelIdentity } from './model'

/** The hash of config.json and the weights alone, which runs of every age have. */
export function modelCore({ modelHash, modelHashes }: ModelIdentity): string {
  return modelHashes?.configAndWeights ?? modelHash
}

/** Which files of two models differ, in words; null where nothing that is known of both does. */
export function changedFiles(before: ModelIdentity, now: ModelIdentity): string | null {
  const [older, newer] = [before.modelHashes, now.modelHashes]
  if (!older || !newer) return modelCore(before) === modelCore(now) ? null : 'config.json or the weights'
  if (before.modelHash === now.modelHash) return null
  const names = [...new Set([...Object.keys(older.files), ...Object.keys(newer.files)])]
  const changed = names.filter((name) => older.files[name] !== newer.files[name])
  const weightsToo = !changed.includes('config.json') && older.configAndWeights !== newer.configAndWeights
  return [...changed, ...(weightsToo ? ['the weights'] : [])].join(', ')
}

/** Of a model whose files are no longer those that were opened. */
export function changedModel(path: string): PatchbayError {
  return new PatchbayError('bad-input', `${path} has changed since it was opened: open it again.`)
}

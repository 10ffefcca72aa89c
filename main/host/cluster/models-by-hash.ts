import { existsSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { PatchbayError } from '../../../contract'
import type { HostContext } from '../requests/host-context'
import { cachedModels } from '../hub/cached-models'
import type { ClusterJob } from './job'

/** How far in models are looked for. */
const DEPTH = 3

/**
 * Models of this machine by what they are: weights are read through once, and known by the files' stamp afterwards.
 * Looked for where the asker has the model, then in the given folders, then in the local cache of the hub.
 */
export class ModelsByHash {
  private readonly context: Pick<HostContext, 'models' | 'reading'>
  private readonly known = new Map<string, string>()

  constructor(context: Pick<HostContext, 'models' | 'reading'>) {
    this.context = context
  }

  /** @throws PatchbayError (not-found) where no model is the one that is asked for. */
  async find(
    { name, hash, path: asked }: ClusterJob['model'],
    folders: readonly string[],
    signal: AbortSignal,
  ): Promise<string> {
    const known = this.known.get(hash)
    if (known !== undefined && (await this.isStill(known, hash, signal))) return known
    for await (const candidate of this.candidates(asked, folders, signal)) {
      const found = await this.hashOf(candidate, signal)
      if (found !== null) this.known.set(found, candidate)
      if (found === hash) return candidate
    }
    const where = folders.length > 0 ? ` in ${folders.join(', ')}` : ''
    throw new PatchbayError(
      'not-found',
      `The model ${name} (hash ${hash.slice(0, 12)}) is not here: none${where} and none of the local cache is the same. Name the folder that has it with --models.`,
    )
  }

  /** As it was opened last: the run that is gone on with opens it again, and refuses one that changed meanwhile. */
  private async isStill(known: string, hash: string, signal: AbortSignal): Promise<boolean> {
    try {
      return (await this.context.models.get(known, signal)).identity?.modelHash === hash
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof PatchbayError) return false
      throw error
    }
  }

  private async *candidates(
    asked: string,
    folders: readonly string[],
    signal: AbortSignal,
  ): AsyncGenerator<string> {
    yield asked
    for (const folder of folders) yield* modelsIn(path.resolve(folder), DEPTH)
    for (const { path: name } of await cachedModels(this.context.reading, signal)) yield name
  }

  /** null where it cannot be opened: another file of the folder, or a model that is not supported. */
  private async hashOf(model: string, signal: AbortSignal): Promise<string | null> {
    const { models } = this.context
    try {
      const { identity } = await models.identified(await models.open(model, signal))
      return identity.modelHash
    } catch (error) {
      signal.throwIfAborted()
      if (error instanceof PatchbayError) return null
      throw error
    }
  }
}

/** Names of the models in these folders, which are looked into and not opened. */
export function modelNamesIn(folders: readonly string[]): string[] {
  const found = folders.flatMap((folder) => [...modelsIn(path.resolve(folder), DEPTH)])
  return [...new Set(found.map((model) => path.basename(model)))]
}

/** Folders with a config.json, and .onnx files without one beside them. */
function* modelsIn(folder: string, depth: number): Generator<string> {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  const isModel = entries.some(({ name }) => name === 'config.json')
  if (isModel) yield folder
  for (const { name } of entries) {
    const inner = path.join(folder, name)
    if (!isModel && name.endsWith('.onnx')) yield inner
    if (depth > 0 && statSync(inner, { throwIfNoEntry: false })?.isDirectory())
      yield* modelsIn(inner, depth - 1)
  }
}

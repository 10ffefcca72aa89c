import type {
  CheckedPrompts,
  HubSource,
  IdentifiedModel,
  MadePrompts,
  MakePrompts,
  ModelIdentity,
  ModelInfo,
  PromptReading,
  PromptRow,
} from '../../../contract'
import { changedModel, DEFAULT_REVISION } from '../../../contract'
import { sourceOf } from '../hub/cached-snapshots'
import { hubNameOf, resolveModelPath } from './model-path'
import type { MeasuredPrompts, PreparedPrompts } from './reading/reading-tasks'
import type { ReadingThreads } from './reading/reading-threads'

/** What models are by the stamp of their files, as the store keeps it. */
export interface KnownIdentities {
  find(stamp: string): ModelIdentity | null
  save(stamp: string, identity: ModelIdentity): Promise<void>
}

/** The models that were opened, by the path with which they were. Their files are read in threads that can be ended. */
export class ModelShelf {
  private readonly infos = new Map<string, ModelInfo>()
  private readonly identifying = new Map<string, Promise<ModelIdentity>>()
  private readonly reading: ReadingThreads
  private readonly identities: KnownIdentities | undefined

  constructor(reading: ReadingThreads, identities?: KnownIdentities) {
    this.reading = reading
    this.identities = identities
  }

  /** Reads the files again, so that what changed on disk is seen. @throws PatchbayError (bad-input) as openModel. */
  async open(path: string, signal?: AbortSignal): Promise<ModelInfo> {
    const resolved = resolveModelPath(path)
    const opened = await this.reading.run('open-model', { path: resolved }, signal)
    const source = sourceOf(resolved)
    const identity = opened.identity ?? this.identities?.find(opened.stamp) ?? null
    const name = titleOf(path, opened.name, source)
    const info: ModelInfo = { ...opened, path, name, source, identity }
    this.infos.set(path, info)
    return info
  }

  /** With what it is, for which large weights are read through, unless they were before. */
  async identified(info: ModelInfo): Promise<IdentifiedModel> {
    return { ...info, identity: info.identity ?? (await this.identify(info)) }
  }

  /** The model as it was last opened. */
  async get(path: string, signal?: AbortSignal): Promise<ModelInfo> {
    return this.infos.get(path) ?? this.open(path, signal)
  }

  private async identify({ path, stamp }: ModelInfo): Promise<ModelIdentity> {
    const known = this.infos.get(path)
    if (known?.stamp === stamp && known.identity) return known.identity
    const identity = await (this.identifying.get(stamp) ?? this.readThrough(path, stamp))
    const latest = this.infos.get(path)
    if (latest?.stamp === stamp) this.infos.set(path, { ...latest, identity })
    return identity
  }

  /** Once for all who ask meanwhile. */
  private readThrough(path: string, stamp: string): Promise<ModelIdentity> {
    const reading = this.reading
      .run('identify-model', { path: resolveModelPath(path) })
      .then(async (read) => {
        if (read.stamp !== stamp) throw changedModel(path)
        await this.identities?.save(stamp, read.identity)
        return read.identity
      })
      .finally(() => this.identifying.delete(stamp))
    this.identifying.set(stamp, reading)
    return reading
  }

  checkPrompts(
    path: string,
    reading: PromptReading,
    rows: PromptRow[],
    signal?: AbortSignal,
  ): Promise<CheckedPrompts> {
    return this.reading.run('check-prompts', { path: resolveModelPath(path), reading, rows }, signal)
  }

  /** Prompts of a task, such as the model reads; null: for any model. */
  makePrompts(model: string | null, request: MakePrompts, signal?: AbortSignal): Promise<MadePrompts> {
    const path = model === null ? null : resolveModelPath(model)
    return this.reading.run('make-prompts', { path, request }, signal)
  }

  /** The prompts as token ids, for a method and metric. @throws PatchbayError: the first problem of the prompts. */
  preparePrompts(
    config: MeasuredPrompts & { model: string },
    signal?: AbortSignal,
  ): Promise<PreparedPrompts> {
    const { model, method, metric, prompts } = config
    const args = { path: resolveModelPath(model), rows: prompts.rows, config: { method, metric, prompts } }
    return this.reading.run('prepare-prompts', args, signal)
  }
}

/** A folder of the cache is called by its commit, which says nothing to people. */
function titleOf(path: string, name: string, source: HubSource | null): string {
  if (source === null || name !== source.commit) return name
  const [title] = source.repo.split('/').slice(-1)
  const revision = hubNameOf(path)?.revision ?? DEFAULT_REVISION
  return revision === DEFAULT_REVISION ? title : `${title}@${revision}`
}

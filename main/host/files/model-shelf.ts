import type { BosChoice, CheckedPrompts, ModelInfo, PromptRow } from '../../../contract'
import { resolveModelPath } from './samples'
import type { MeasuredPrompts, PreparedPrompts } from './reading/reading-tasks'
import type { ReadingThreads } from './reading/reading-threads'

/** The models that were opened, by the path with which they were. Their files are read in threads that can be ended. */
export class ModelShelf {
  private readonly infos = new Map<string, ModelInfo>()
  private readonly reading: ReadingThreads

  constructor(reading: ReadingThreads) {
    this.reading = reading
  }

  /** Reads the files again, so that what changed on disk is seen. @throws PatchbayError (bad-input) as openModel. */
  async open(path: string, signal?: AbortSignal): Promise<ModelInfo> {
    const opened = await this.reading.run('open-model', { path: resolveModelPath(path) }, signal)
    const info: ModelInfo = { ...opened, path }
    this.infos.set(path, info)
    return info
  }

  /** The model as it was last opened. */
  async get(path: string, signal?: AbortSignal): Promise<ModelInfo> {
    return this.infos.get(path) ?? this.open(path, signal)
  }

  checkPrompts(
    path: string,
    bos: BosChoice,
    rows: PromptRow[],
    signal?: AbortSignal,
  ): Promise<CheckedPrompts> {
    return this.reading.run('check-prompts', { path: resolveModelPath(path), bos, rows }, signal)
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

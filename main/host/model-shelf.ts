import type { ModelInfo } from '../../contract'
import type { OpenModel } from '../../engine'
import { resolveModelPath } from '../samples'

/** The models that were opened, by the path that was asked for. */
export class ModelShelf {
  private readonly models = new Map<string, OpenModel>()

  /** Reads the files anew, so that what changed on disk is seen. Errors: the engine's, one sentence. */
  async open(path: string): Promise<OpenModel> {
    const { openModel } = await import('../../engine')
    const opened = await openModel(resolveModelPath(path))
    const info: ModelInfo = { ...opened.info, path }
    const model = { ...opened, info }
    this.models.set(path, model)
    return model
  }

  /** The model as it was last opened. */
  async get(path: string): Promise<OpenModel> {
    return this.models.get(path) ?? this.open(path)
  }
}

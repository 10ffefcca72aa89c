import { FILE_LIMITS, type Architecture } from '../../contract'
import { planModel } from './architectures'
import { findModelFiles } from './model-files'
import { readSource } from './model-source'
import { parseJsonObject, readJsonObject } from './read-file'

/**
 * The architecture of a model folder, from its config.json and the names of its files. Its weights and tokenizer are
 * not looked at, so that many folders can be listed at once; opening one may still find something wrong.
 * @throws PatchbayError (bad-input) as `openModel`
 */
export function glanceAtModel(folder: string): Architecture {
  const files = findModelFiles(folder)
  const plan = files.config
    ? planModel(readJsonObject(files.config, FILE_LIMITS.config))
    : readSource(files, () => {}).plan
  return plan.config.architecture
}

/** The same from the text of a config.json that is not on this machine yet. */
export function architectureOfConfig(text: string): Architecture {
  return planModel(parseJsonObject(text, 'config.json', FILE_LIMITS.config)).config.architecture
}

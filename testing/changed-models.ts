import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { openModel } from '../engine/model'
import { FIXTURES } from './fixtures'
import { modelVariant, readTensors, tensorFile, type VariantTensor } from './model-variants'
import { sentenceOf } from './refusals'
import { heldWeights } from './held-weights'

/** The folder of a tiny model of fixtures/architectures. */
export const architectureFolder = (name: string) => path.join(FIXTURES, 'architectures', name)

/** The model in that folder with other settings and with tensors as `change` makes them. */
export function changedFixture(
  name: string,
  settings: Record<string, unknown>,
  change: (name: string, tensor: VariantTensor) => [string, VariantTensor][] = (own, tensor) => [
    [own, tensor],
  ],
): string {
  const folder = modelVariant(architectureFolder(name), { changes: settings })
  const file = path.join(folder, 'model.safetensors')
  const tensors = [...readTensors(file)].flatMap(([own, tensor]) => change(own, tensor))
  writeFileSync(file, tensorFile(new Map(tensors)))
  return folder
}

/** What is read of a model, with the warnings of its config.json. */
export async function openedModel(folder: string) {
  const { config, info, loadWeights } = await openModel(folder)
  const warnings = info.warnings.filter((warning) => warning.startsWith('config.json'))
  return { config, warnings, weights: heldWeights(await loadWeights()) }
}

/** The sentence with which the model in a folder is refused. */
export async function refusalOf(folder: string): Promise<string> {
  try {
    await openModel(folder)
  } catch (error) {
    return sentenceOf(error)
  }
  throw new Error('it was opened')
}

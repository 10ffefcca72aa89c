import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { ONNX_MODEL_NAMES, PatchbayError, shownNames } from '../../../contract'

/** Where exports for the browser have their graphs, below config.json and tokenizer.json. */
const SUBFOLDER = 'onnx'

/** Whether a file's name is that of an .onnx file. */
export const isOnnx = (name: string) => /\.onnx$/i.test(name)

/**
 * The .onnx file of a folder without other weights, in it or in its folder `onnx`; null where there is none.
 * @throws PatchbayError (bad-input) where several are there and none has the name of a whole model.
 */
export function onnxInFolder(folder: string, names: readonly string[]): string | null {
  const own = choice(folder, names)
  if (own !== null || !names.includes(SUBFOLDER)) return own
  const below = join(folder, SUBFOLDER)
  return choice(below, namesIn(below))
}

function choice(folder: string, names: readonly string[]): string | null {
  const files = names.filter(isOnnx).sort()
  const known = ONNX_MODEL_NAMES.find((name) => files.includes(name))
  if (known !== undefined || files.length < 2) return joined(folder, known ?? files[0])
  const choose = `${folder} holds ${files.length} .onnx files (${shownNames(files)}); open one of the files`
  throw new PatchbayError('bad-input', `${choose}.`)
}

const joined = (folder: string, name: string | undefined) => (name === undefined ? null : join(folder, name))

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return [] // a file of that name
  }
}

/** The folder with the settings and tokenizer of an .onnx file: its own, or the one above a folder `onnx` without them. */
export function settingsFolder(onnxPath: string): string {
  const folder = dirname(onnxPath)
  const isBelow = basename(folder) === SUBFOLDER && !namesIn(folder).includes('config.json')
  return isBelow ? dirname(folder) : folder
}

/** For titles: the folder's name; the file's where it is not the whole model of its folder. */
export function onnxName(onnxPath: string): string {
  const file = basename(onnxPath)
  return ONNX_MODEL_NAMES.includes(file) ? basename(settingsFolder(onnxPath)) : file.replace(/\.onnx$/i, '')
}

import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { PatchbayError } from '../../contract'
import { isOnnx, onnxInFolder, onnxName, settingsFolder } from './onnx-file/find-onnx'
import { readingError } from './read-file'
import { findReference, type ReferenceFiles } from './reference-logits'
import { findTokenizer, type TokenizerFiles } from './tokenizer/tokenizer-files'
import { mergeFirst } from './weights/other-weights'
import { readShardIndex } from './weights/shard-index'
import { firstRefused, refusedFormat } from './weights/weight-formats'

/** The files a model consists of. */
export interface ModelFiles {
  /** For titles: the folder's name, or the file's where it is not called model.safetensors. */
  name: string
  /** null only beside an .onnx file, whose graph says more than names of tensors do. */
  config: string | null
  /** genai_config.json, which ONNX Runtime GenAI's files have; read where there is no config.json. */
  genaiConfig: string | null
  /** One safetensors file, the index of several, or an .onnx file. */
  weights: { kind: 'file' | 'index' | 'onnx'; path: string }
  /** Every file that holds weights; of an .onnx file without the ones beside it, which its graph names. */
  weightFiles: string[]
  tokenizer: TokenizerFiles | null
  /** A plain list of token texts, for models without a tokenizer. */
  vocabulary: string | null
  /** Where settings and tokenizer are: that of the weights, or the one above a folder `onnx`. */
  folder: string
  /** Names of all files in it. */
  beside: readonly string[]
  /** Logits made elsewhere; null where there are none. */
  reference: ReferenceFiles | null
}

const WEIGHTS = 'model.safetensors'
const INDEX = 'model.safetensors.index.json'
/** An index of another name is of a variant: model.safetensors.index.fp16.json. */
const ANY_INDEX = /\.safetensors\.index(\.[\w-]+)?\.json$/
/** A part of several: model-00001-of-00002.safetensors. */
const PART = /-(\d+)-of-(\d+)[.-]/
const ADAPTER = /^adapter_(config\.json|model\.(safetensors|bin))$/

/**
 * Finds a model's files from a folder, a .safetensors or an .onnx file. Where a folder has both, it is the safetensors.
 * @throws PatchbayError (bad-input): path missing or not readable, a pickle or another format that is not read, no
 * weights, no config.json beside them.
 */
export function findModelFiles(path: string): ModelFiles {
  const fullPath = resolve(path)
  const isFolder = readOrExplain(fullPath, () => statSync(fullPath).isDirectory())
  const ownFolder = isFolder ? fullPath : dirname(fullPath)
  const ownNames = readOrExplain(ownFolder, () => readdirSync(ownFolder))
  const weights = isFolder ? weightsInFolder(ownFolder, ownNames) : weightsOfFile(fullPath, ownNames)
  const folder = weights.kind === 'onnx' ? settingsFolder(weights.path) : ownFolder
  const names = folder === ownFolder ? ownNames : readOrExplain(folder, () => readdirSync(folder))
  const optional = (name: string) => (names.includes(name) ? join(folder, name) : null)
  const config = optional('config.json')
  if (config === null && weights.kind !== 'onnx') {
    const needs = `${folder} has weights but no config.json; put the model's config.json beside them`
    throw new PatchbayError('bad-input', `${needs}.`)
  }
  return {
    name: nameOf(weights, isFolder) || folder,
    config,
    genaiConfig: config === null ? optional('genai_config.json') : null,
    weights,
    weightFiles:
      weights.kind === 'index' ? [...new Set(readShardIndex(weights.path).values())].sort() : [weights.path],
    tokenizer: findTokenizer(folder, names),
    vocabulary: optional('vocab.json'),
    folder,
    beside: names,
    reference: findReference(folder, names),
  }
}

function nameOf({ kind, path }: ModelFiles['weights'], isFolder: boolean): string {
  if (kind === 'onnx') return onnxName(path)
  const isWhole = isFolder || kind === 'index' || basename(path) === WEIGHTS
  return isWhole ? basename(dirname(path)) : basename(path, '.safetensors')
}

function readOrExplain<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw readingError(path, error)
  }
}

function weightsInFolder(folder: string, names: string[]): ModelFiles['weights'] {
  refuseAdapter(folder, names)
  if (names.includes(WEIGHTS)) return { kind: 'file', path: join(folder, WEIGHTS) }
  const indexes = names.filter((name) => ANY_INDEX.test(name)).sort()
  const index = indexes.includes(INDEX) ? INDEX : indexes[0]
  if (indexes.length === 1 || index === INDEX) return { kind: 'index', path: join(folder, index) }
  const files = names.filter((name) => extname(name) === '.safetensors').sort()
  if (files.length > 0 && indexes.length === 0) refusePart(folder, files[0])
  if (files.length === 1) return { kind: 'file', path: join(folder, files[0]) }
  if (files.length > 1) {
    const choose = `${folder} holds ${files.length} .safetensors files and no ${INDEX}; open one of the files`
    throw new PatchbayError('bad-input', `${choose}.`)
  }
  const onnx = onnxInFolder(folder, names)
  if (onnx !== null) return { kind: 'onnx', path: onnx }
  const refused = firstRefused(folder, names)
  if (refused !== null) throw new PatchbayError('bad-input', `${refused}: ${refusedFormat(refused, names)}.`)
  const within = modelWithin(folder, names)
  const open = within === null ? '' : `, but ${within} does; open that folder`
  throw new PatchbayError('bad-input', `${folder} is not a model folder: it holds no ${WEIGHTS}${open}.`)
}

/** With an adapter beside it, the Python library would load another model than the weights alone. */
function refuseAdapter(folder: string, names: string[]): void {
  const adapter = names.filter((name) => ADAPTER.test(name)).sort()[0]
  if (adapter === undefined) return
  const holds = `${folder} holds an adapter (${adapter}), which changes a model and is not one`
  const alone = names.includes(WEIGHTS) ? `; or open ${join(folder, WEIGHTS)} for the model without it` : ''
  throw new PatchbayError('bad-input', `${holds}; ${mergeFirst(folder)}${alone}.`)
}

function refusePart(folder: string, name: string): void {
  const [, part, count] = PART.exec(name) ?? []
  if (part === undefined || Number(count) === 1) return
  const is = `${join(folder, name)} is part ${Number(part)} of ${Number(count)} of a model`
  const mend = 'put that file and all parts into one folder, and open the folder'
  throw new PatchbayError('bad-input', `${is}, and no ${INDEX} that names it is beside it; ${mend}.`)
}

/** Downloads keep a model some folders further down: the first that holds weights. */
function modelWithin(folder: string, names: string[], depth = 2): string | null {
  for (const name of names.slice(0, MOST_FOLDERS).sort()) {
    const inner = join(folder, name)
    const own = namesIn(inner)
    if (own.includes(WEIGHTS) || own.includes(INDEX)) return inner
    const further = depth > 1 && own.length > 0 ? modelWithin(inner, own, depth - 1) : null
    if (further !== null) return further
  }
  return null
}

const MOST_FOLDERS = 50

/** Nothing for files, and for folders that cannot be read. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function weightsOfFile(path: string, names: string[]): ModelFiles['weights'] {
  const [folder, name] = [dirname(path), basename(path)]
  const refused = refusedFormat(path, names)
  if (refused !== null) throw new PatchbayError('bad-input', `${path}: ${refused}.`)
  if (ANY_INDEX.test(name)) return { kind: 'index', path }
  if (ADAPTER.test(name)) refuseAdapter(folder, names)
  if (isOnnx(name)) return { kind: 'onnx', path }
  if (extname(name) !== '.safetensors') {
    throw new PatchbayError(
      'bad-input',
      `${path} is not a model; open a .safetensors or .onnx file or the folder it is in.`,
    )
  }
  const index = names
    .filter((one) => ANY_INDEX.test(one))
    .map((one) => join(folder, one))
    .find((one) => existsSync(path) && [...readShardIndex(one).values()].includes(path))
  if (index !== undefined) return { kind: 'index', path: index }
  refusePart(folder, name)
  return { kind: 'file', path }
}

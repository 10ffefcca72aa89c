import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { PatchbayError } from '../../contract'
import { readingError } from './read-file'
import { findReference, type ReferenceFiles } from './reference-logits'
import { readShardIndex } from './weights/safetensors'

/** The files a model consists of. */
export interface ModelFiles {
  /** For titles: the folder's name, or the file's where it is not called model.safetensors. */
  name: string
  config: string
  /** One safetensors file, or the index of several. */
  weights: { kind: 'file' | 'index'; path: string }
  /** Every file that holds weights. */
  weightFiles: string[]
  tokenizer: string | null
  tokenizerConfig: string | null
  /** A plain list of token texts, for models without a tokenizer. */
  vocabulary: string | null
  /** Logits made elsewhere; null where there are none. */
  reference: ReferenceFiles | null
}

const WEIGHTS = 'model.safetensors'
const INDEX = 'model.safetensors.index.json'

const CONVERT_PICKLE =
  'a pickle file can run code when it is read, so it is never opened; convert it in Python with ' +
  'AutoModelForCausalLM.from_pretrained(FOLDER).save_pretrained(FOLDER, safe_serialization=True)'

/** Weight formats that are known and not read: what to say. */
const REFUSED_FORMATS: Record<string, string> = {
  '.bin': CONVERT_PICKLE,
  '.pt': CONVERT_PICKLE,
  '.pth': CONVERT_PICKLE,
  '.ckpt': CONVERT_PICKLE,
  '.pkl': CONVERT_PICKLE,
  '.gguf': 'GGUF weights are not read; open the original model as safetensors',
  '.onnx': 'ONNX graphs are not read; open the original model as safetensors',
  '.h5': 'Keras weights are not read; open the original model as safetensors',
  '.msgpack': 'Flax weights are not read; open the original model as safetensors',
  '.npz': 'NumPy archives are not read; open the original model as safetensors',
}

/**
 * Finds a model's files from a folder or a .safetensors file.
 * @throws PatchbayError (bad-input): path missing or not readable, a pickle or another format that is not read, no
 * weights, no config.json beside them.
 */
export function findModelFiles(path: string): ModelFiles {
  const fullPath = resolve(path)
  const isFolder = readOrExplain(fullPath, () => statSync(fullPath).isDirectory())
  const folder = isFolder ? fullPath : dirname(fullPath)
  const names = readOrExplain(folder, () => readdirSync(folder))
  const weights = isFolder ? weightsInFolder(folder, names) : weightsOfFile(fullPath, names)
  if (!names.includes('config.json')) {
    const needs = `${folder} has weights but no config.json; put the model's config.json beside them`
    throw new PatchbayError('bad-input', `${needs}.`)
  }
  const optional = (name: string) => (names.includes(name) ? join(folder, name) : null)
  const ownName = [WEIGHTS, INDEX].includes(basename(weights.path)) || isFolder
  return {
    name: (ownName ? basename(folder) : basename(weights.path, '.safetensors')) || folder,
    config: join(folder, 'config.json'),
    weights,
    weightFiles:
      weights.kind === 'file' ? [weights.path] : [...new Set(readShardIndex(weights.path).values())].sort(),
    tokenizer: optional('tokenizer.json'),
    tokenizerConfig: optional('tokenizer_config.json'),
    vocabulary: optional('vocab.json'),
    reference: findReference(folder, names),
  }
}

function readOrExplain<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw readingError(path, error)
  }
}

function weightsInFolder(folder: string, names: string[]): ModelFiles['weights'] {
  if (names.includes(WEIGHTS)) return { kind: 'file', path: join(folder, WEIGHTS) }
  if (names.includes(INDEX)) return { kind: 'index', path: join(folder, INDEX) }
  const others = names.filter((name) => extname(name) === '.safetensors').sort()
  if (others.length === 1) return { kind: 'file', path: join(folder, others[0]) }
  if (others.length > 1) {
    const choose = `${folder} holds ${others.length} .safetensors files and no ${INDEX}; open one of the files`
    throw new PatchbayError('bad-input', `${choose}.`)
  }
  const refused = names.filter((name) => isRefusedFormat(name)).sort()[0]
  if (refused)
    throw new PatchbayError('bad-input', `${join(folder, refused)}: ${REFUSED_FORMATS[extname(refused)]}.`)
  throw new PatchbayError('bad-input', `${folder} is not a model folder: it holds no ${WEIGHTS}.`)
}

function weightsOfFile(path: string, names: string[]): ModelFiles['weights'] {
  const name = basename(path)
  if (isRefusedFormat(name))
    throw new PatchbayError('bad-input', `${path}: ${REFUSED_FORMATS[extname(name)]}.`)
  if (name === INDEX) return { kind: 'index', path }
  if (extname(name) !== '.safetensors') {
    throw new PatchbayError(
      'bad-input',
      `${path} is not a model; open a .safetensors file or the folder it is in.`,
    )
  }
  const index = join(dirname(path), INDEX)
  const isShard =
    names.includes(INDEX) && existsSync(path) && [...readShardIndex(index).values()].includes(path)
  return isShard ? { kind: 'index', path: index } : { kind: 'file', path }
}

function isRefusedFormat(name: string): boolean {
  return Object.hasOwn(REFUSED_FORMATS, extname(name)) && name !== 'training_args.bin'
}

import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import type { ModelIdentity } from '../../contract'
import type { ModelFiles } from './model-files'
import { fileStamp, readingError } from './read-file'
import { filesOf } from './tokenizer/tokenizer-files'
import { refuseReference } from './reference-logits'

const known = new Map<string, string>()

/** Weights up to this size are read through as a model is opened, which nobody notices. */
const READ_AT_ONCE_BYTES = 32 * 2 ** 20

/** Of the files as they are now; see ModelInfo. */
export async function stampOf(files: ModelFiles): Promise<string> {
  const small = await Promise.all(smallFiles(files).map((path) => hashFiles([path])))
  const stamps = files.weightFiles.map((path) => fileStamp(path))
  return createHash('sha256')
    .update(JSON.stringify([small, stamps]))
    .digest('hex')
}

/** Everything that a model's numbers come from: weights, settings, and how its prompts become tokens. All of it is read. */
export async function identify(files: ModelFiles): Promise<ModelIdentity> {
  const configAndWeights = await hashFiles(configAndWeightsOf(files))
  const named = await Promise.all(
    smallFiles(files).map(async (path) => [basename(path), await hashFiles([path])] as const),
  )
  const ofTokenizer = named.slice(settingsOf(files).length)
  const all = createHash('sha256').update(JSON.stringify([configAndWeights, ...ofTokenizer]))
  // A model without a tokenizer keeps the hash that it had before tokenizers counted.
  const modelHash = files.tokenizer ? all.digest('hex') : configAndWeights
  return { modelHash, modelHashes: { configAndWeights, files: Object.fromEntries(named) } }
}

/** The identity of a model whose weights are small or were read before in this process, else null. */
export async function identityAtOnce(files: ModelFiles): Promise<ModelIdentity | null> {
  const sizeBytes = files.weightFiles.reduce((sum, path) => sum + fileStamp(path).sizeBytes, 0)
  const isKnown = known.has(keyOf(configAndWeightsOf(files)))
  return isKnown || sizeBytes <= READ_AT_ONCE_BYTES ? identify(files) : null
}

/** Of the reference logits, which are not part of the model; null where there are none. */
export async function hashReference({ reference }: ModelFiles): Promise<string | null> {
  if (!reference) return null
  try {
    refuseReference(reference)
    return await hashFiles(reference.paths)
  } catch {
    return 'unreadable' // the certificate says why; the model can be opened without
  }
}

const smallFiles = (files: ModelFiles) => [
  ...settingsOf(files),
  ...(files.tokenizer ? filesOf(files.tokenizer) : []),
]

const configAndWeightsOf = (files: ModelFiles) => [...settingsOf(files), ...files.weightFiles]

/** None of an .onnx file that says all by itself. */
function settingsOf({ config, genaiConfig }: ModelFiles): string[] {
  const settings = config ?? genaiConfig
  return settings === null ? [] : [settings]
}

/**
 * sha256 (hex) over the files in their order, each preceded by its length so that bytes cannot move from
 * one file to the next. Files that were not changed since (same sizes and times) are not read again.
 */
async function hashFiles(paths: string[]): Promise<string> {
  const key = keyOf(paths)
  const hash = known.get(key) ?? (await computeHash(paths))
  known.set(key, hash)
  return hash
}

const keyOf = (paths: string[]) => JSON.stringify(paths.map((path) => [path, fileStamp(path)]))

async function computeHash(paths: string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    hash.update(`${fileStamp(path).sizeBytes}\n`)
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }))
        hash.update(chunk as Buffer)
    } catch (error) {
      throw readingError(path, error)
    }
  }
  return hash.digest('hex')
}

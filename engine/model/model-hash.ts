import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { ModelInfo } from '../../contract'
import type { ModelFiles } from './model-files'
import { readingError } from './read-file'
import { filesOf } from './tokenizer/tokenizer-files'
import { refuseReference } from './reference-logits'

const known = new Map<string, string>()

/** Everything that a model's numbers come from: weights, settings, and how its prompts become tokens. */
export async function hashModel(files: ModelFiles): Promise<Pick<ModelInfo, 'hash' | 'hashes'>> {
  const configAndWeights = await hashFiles([files.config, ...files.weightFiles])
  const tokenizer = files.tokenizer ? filesOf(files.tokenizer) : []
  const small = [files.config, ...tokenizer]
  const named = await Promise.all(
    small.map(async (path) => [basename(path), await hashFiles([path])] as const),
  )
  const all = createHash('sha256').update(JSON.stringify([configAndWeights, ...named.slice(1)]))
  // A model without a tokenizer keeps the hash that it had before tokenizers counted.
  const hash = tokenizer.length === 0 ? configAndWeights : all.digest('hex')
  return { hash, hashes: { configAndWeights, files: Object.fromEntries(named) } }
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

/**
 * sha256 (hex) over the files in their order, each preceded by its length so that bytes cannot move from
 * one file to the next. A model that is opened again unchanged (same sizes and times) is not read again.
 */
async function hashFiles(paths: string[]): Promise<string> {
  const key = JSON.stringify(paths.map((path) => [path, ...fileStamp(path)]))
  const hash = known.get(key) ?? (await computeHash(paths))
  known.set(key, hash)
  return hash
}

function fileStamp(path: string): number[] {
  try {
    // Copies and archives bring their own times; only the system knows the last change.
    const { size, mtimeMs, ctimeMs, ino } = statSync(path)
    return [size, mtimeMs, ctimeMs, ino]
  } catch (error) {
    throw readingError(path, error)
  }
}

async function computeHash(paths: string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const path of paths) {
    hash.update(`${fileStamp(path)[0]}\n`)
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 }))
        hash.update(chunk as Buffer)
    } catch (error) {
      throw readingError(path, error)
    }
  }
  return hash.digest('hex')
}

import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { readingError } from './read-file'

const known = new Map<string, string>()

/**
 * sha256 (hex) over the files in their order, each preceded by its length so that bytes cannot move from
 * one file to the next. A model that is opened again unchanged (same sizes and times) is not read again.
 */
export async function hashFiles(paths: string[]): Promise<string> {
  const key = JSON.stringify(paths.map((path) => [path, ...fileStamp(path)]))
  const hash = known.get(key) ?? (await computeHash(paths))
  known.set(key, hash)
  return hash
}

function fileStamp(path: string): number[] {
  try {
    const { size, mtimeMs, ino } = statSync(path)
    return [size, mtimeMs, ino]
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

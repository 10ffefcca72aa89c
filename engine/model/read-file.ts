import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { basename } from 'node:path'
import { PatchbayError, repeatedKey, repeatedKeyText } from '../../contract'

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist; check the path',
  ENOTDIR: 'does not exist; check the path',
  EACCES: 'cannot be read: permission denied; give your user read access to it',
  EPERM: 'cannot be read: permission denied; give your user read access to it',
  EISDIR: 'is a folder where a file is expected',
  ELOOP: 'cannot be read: it is a link that leads to itself',
}

/** What the operating system refused, as a sentence about the path. */
export function readingError(path: string, error: unknown): PatchbayError {
  if (error instanceof PatchbayError) return error
  const code = (error as NodeJS.ErrnoException)?.code ?? ''
  const reason = REASONS[code] ?? `cannot be read: ${error instanceof Error ? error.message : String(error)}`
  return new PatchbayError('bad-input', `${path} ${reason}.`, { cause: error })
}

/** Runs `read` on the opened file; every failure names the path. */
export function withFile<T>(path: string, read: (fd: number, sizeBytes: number) => T): T {
  let fd: number | null = null
  try {
    fd = openSync(path, 'r')
    return read(fd, fstatSync(fd).size)
  } catch (error) {
    throw readingError(path, error)
  } finally {
    if (fd !== null) closeSync(fd)
  }
}

/** Node reads at most 2 GiB at once. */
const CHUNK_BYTES = 2 ** 30

/** Fills `target` from `positionBytes` on; refused where the file ends before. */
export function readExactly(fd: number, target: Uint8Array, positionBytes: number, path: string): void {
  let done = 0
  while (done < target.length) {
    const length = Math.min(CHUNK_BYTES, target.length - done)
    const got = readSync(fd, target, done, length, positionBytes + done)
    if (got === 0)
      throw new PatchbayError('bad-input', `${path} ended while it was read; it was changed or cut off.`)
    done += got
  }
}

/**
 * A JSON file that holds one object. Errors: not readable, larger than `limitBytes`, not JSON, a key twice, not an
 * object; each names the file.
 */
export function readJsonObject(path: string, limitBytes = 2 ** 24): Record<string, unknown> {
  const text = withFile(path, (fd, sizeBytes) => {
    if (sizeBytes > limitBytes)
      throw new PatchbayError('bad-input', `${path} is too large (${sizeBytes} bytes).`)
    return readFileSync(fd, 'utf8')
  })
  const value = parseJsonObject(text, basename(path))
  const twice = repeatedKey(text)
  if (twice === null) return value
  throw new PatchbayError(
    'bad-input',
    `${basename(path)} has ${repeatedKeyText(twice)}, and only one of them can count: delete the other.`,
  )
}

export function parseJsonObject(text: string, name: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new PatchbayError('bad-input', `${name} is not valid JSON; it may be cut off: download it again.`, {
      cause: error,
    })
  }
  if (!isObject(value)) throw new PatchbayError('bad-input', `${name} must hold a JSON object ({...}).`)
  return value
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

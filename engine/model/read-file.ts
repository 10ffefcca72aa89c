import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  type BigIntStats,
  type Stats,
} from 'node:fs'
import { basename } from 'node:path'
import {
  PatchbayError,
  readJson,
  refuseSize,
  repeatedKey,
  repeatedKeyText,
  type FileLimit,
} from '../../contract'

const REASONS: Record<string, string> = {
  ENOENT: 'does not exist; check the path',
  ENOTDIR: 'does not exist; check the path',
  EACCES: 'cannot be read: permission denied; give your user read access to it',
  EPERM: 'cannot be read: permission denied; give your user read access to it',
  EISDIR: 'is a folder where a file is expected',
  ELOOP: 'cannot be read: it is a link that leads to itself',
  ENAMETOOLONG: 'cannot be read: its name is too long',
  ERR_INVALID_ARG_VALUE: 'cannot be read: no file can have such a name',
  EIO: 'cannot be read: the device reports an error',
  EAGAIN: 'cannot be read: it has nothing to read just now',
}

const LONGEST_PATH = 1024

/** What the operating system refused, as a sentence about the path. */
export function readingError(path: string, error: unknown): PatchbayError {
  if (error instanceof PatchbayError) return error
  const code = (error as NodeJS.ErrnoException)?.code ?? ''
  const reason = REASONS[code] ?? `cannot be read: ${error instanceof Error ? error.message : String(error)}`
  return new PatchbayError('bad-input', `${readable(path)} ${reason}.`, { cause: error })
}

/** As long as paths are, and without characters that no path has. */
function readable(path: string): string {
  const text = path.replaceAll('\0', '\\0')
  return text.length > LONGEST_PATH ? `${text.slice(0, LONGEST_PATH)}...` : text
}

/** By which a change of a file is noticed. Copies and archives bring their own times; only the system knows the last change. */
export interface FileStamp {
  sizeBytes: number
  /** Nanoseconds, as are those of the last change. */
  modifiedNs: string
  changedNs: string
  inode: string
}

/** @throws PatchbayError (bad-input) where there is no such file. */
export function fileStamp(path: string): FileStamp {
  try {
    return stampOf(statSync(path, { bigint: true }))
  } catch (error) {
    throw readingError(path, error)
  }
}

/** Of a file that is open. */
export const openFileStamp = (fd: number): FileStamp => stampOf(fstatSync(fd, { bigint: true }))

function stampOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): FileStamp {
  const [modifiedNs, changedNs, inode] = [mtimeNs, ctimeNs, ino].map(String)
  return { sizeBytes: Number(size), modifiedNs, changedNs, inode }
}

/** Runs `read` on the opened regular file; every failure names the path. */
export function withFile<T>(path: string, read: (fd: number, sizeBytes: number) => T): T {
  let fd: number | null = null
  try {
    refuseSpecial(path, statSync(path)) // before it is opened: that alone can block, or wind a tape
    fd = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stats = fstatSync(fd)
    refuseSpecial(path, stats) // what is opened may have taken the place of what was looked at
    return read(fd, stats.size)
  } catch (error) {
    throw readingError(path, error)
  } finally {
    if (fd !== null) closeSync(fd)
  }
}

/** Anything but a regular file may never end, or wait for a writer for ever. Links were followed before. */
function refuseSpecial(path: string, stats: Stats): void {
  if (stats.isFile()) return
  if (stats.isDirectory())
    throw new PatchbayError('bad-input', `${path} is a folder where a file is expected.`)
  const kind = stats.isFIFO() ? 'a pipe' : stats.isSocket() ? 'a socket' : 'a device'
  throw new PatchbayError('bad-input', `${path} is ${kind}, not a file; copy its content into a file.`)
}

/** @throws PatchbayError (bad-input): not readable, not a regular file, longer than `limit` allows. */
export function refuseFile(path: string, limit: FileLimit): void {
  withFile(path, (_fd, sizeBytes) => refuseSize(sizeBytes, path, limit))
}

/** The whole file. @throws PatchbayError (bad-input): not readable, not a regular file, longer than `limit` allows. */
export function readBytes(path: string, limit: FileLimit): Buffer {
  return withFile(path, (fd, sizeBytes) => {
    refuseSize(sizeBytes, path, limit)
    const bytes = readFileSync(fd)
    refuseSize(bytes.length, path, limit) // files of /proc say 0 and go on
    return bytes
  })
}

/** Node reads at most 2 GiB at once. */
const CHUNK_BYTES = 2 ** 30

/** Fills `target` from `positionBytes` on. @throws PatchbayError (bad-input) where the file ends before. */
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

/** The whole file. @throws PatchbayError (bad-input), naming the file: as `readBytes`, and not UTF-8, which Python refuses too. */
export function readText(path: string, limit: FileLimit): string {
  const bytes = readBytes(path, limit)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    const mend = 'save it as UTF-8, or download it again'
    throw new PatchbayError('bad-input', `${basename(path)} is not text in UTF-8; ${mend}.`, { cause: error })
  }
}

/** What is often found under the name of a JSON file, and what to do about it. */
const NOT_JSON: [RegExp, string][] = [
  [/^version https:\/\/git-lfs/, 'is a Git LFS pointer, not the file itself; fetch it with "git lfs pull"'],
  [/^\s*</, 'is a web page; download the file itself'],
  [
    /[[,:]\s*(NaN|-?Infinity)\b/,
    'has NaN or Infinity, which JSON does not have; write a number or null instead',
  ],
]

const CUT_OFF = 'it may be cut off: download it again'

/**
 * A JSON file that holds one object; `advice` is for what is not JSON.
 * @throws PatchbayError (bad-input), naming the file: not readable, beyond `limit`, not UTF-8, not JSON, a key twice, not an
 * object.
 */
export function readJsonObject(path: string, limit: FileLimit, advice = CUT_OFF): Record<string, unknown> {
  const text = readText(path, limit)
  const value = parseJsonObject(text, basename(path), limit, advice)
  const twice = repeatedKey(text, value)
  if (twice === null) return value
  throw new PatchbayError(
    'bad-input',
    `${basename(path)} has ${repeatedKeyText(twice)}, and only one of them can count: delete the other.`,
  )
}

export function parseJsonObject(
  text: string,
  name: string,
  limit: FileLimit,
  advice = CUT_OFF,
): Record<string, unknown> {
  const value = readOrSayWhy(text, name, limit, advice)
  if (!isObject(value)) throw new PatchbayError('bad-input', `${name} must hold a JSON object ({...}).`)
  return value
}

function readOrSayWhy(text: string, name: string, limit: FileLimit, advice: string): unknown {
  try {
    return readJson(text, { name, limit, advice })
  } catch (error) {
    const isSyntax = error instanceof PatchbayError && error.cause instanceof SyntaxError
    const [, what] = (isSyntax ? NOT_JSON.find(([sign]) => sign.test(text)) : undefined) ?? []
    if (what === undefined) throw error
    throw new PatchbayError('bad-input', `${name} ${what}.`, { cause: error })
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

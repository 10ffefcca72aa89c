import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readFileSync, rmSync, statSync, utimesSync, writeSync } from 'node:fs'
import path from 'node:path'
import { makePrivateFolder, toStoreError } from '../../store'

/** A key that no server has used for so long is not taken again. */
const KEPT_MS = 24 * 60 * 60 * 1000

export function randomKey(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * The key that pages keep, beside the store and readable by its owner alone: made at the first start, and replaced where no
 * server has used it for a day. @throws PatchbayError (store) where the store's folder cannot be written.
 */
export function keptPageKey(storeFile: string): string {
  const file = fileOf(storeFile)
  const kept = readKey(file)
  try {
    rmSync(`${storeFile}.browser-key`, { force: true }) // of earlier versions: it was every port's
    if (kept) {
      markUsed(storeFile)
      return kept
    }
    makePrivateFolder(path.dirname(path.resolve(file)))
    rmSync(file, { force: true })
    const key = randomKey()
    const descriptor = openSync(file, 'wx', 0o600)
    writeSync(descriptor, key)
    closeSync(descriptor)
    return key
  } catch (error) {
    throw toStoreError(error, storeFile)
  }
}

/** The key is good for a day from now. */
export function markUsed(storeFile: string): void {
  const now = new Date()
  utimesSync(fileOf(storeFile), now, now)
}

function fileOf(storeFile: string): string {
  return `${storeFile}.page-key`
}

/** null where there is none that may be used: others could read it, or it is old. */
function readKey(file: string): string | null {
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat?.isFile() || Date.now() - stat.mtimeMs > KEPT_MS) return null
  if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) return null
  const key = readFileSync(file, 'utf8').trim()
  return /^[\w-]{43}$/.test(key) ? key : null
}

import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { toStoreError } from '../store/store-errors'

export function randomKey(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * The key kept beside the store, readable by its owner alone; made at the first start.
 * Throws `PatchbayError('store')` where the store's folder cannot be written.
 */
export function keptSessionKey(storeFile: string): string {
  const file = `${storeFile}.browser-key`
  const kept = readKey(file)
  if (kept) return kept
  const key = randomKey()
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, key, { mode: 0o600 })
    return key
  } catch (error) {
    throw toStoreError(error, storeFile)
  }
}

function readKey(file: string): string | null {
  try {
    const key = readFileSync(file, 'utf8').trim()
    return /^[\w-]{43}$/.test(key) ? key : null
  } catch {
    return null // none yet; if it cannot be made either, writing says why
  }
}

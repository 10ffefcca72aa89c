import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keptSessionKey } from './session-key'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-key-'))))
afterEach(() => rmSync(folder, { recursive: true }))

it('makes a key once, for its owner alone, in a folder that need not be there yet', () => {
  const store = path.join(folder, 'new/patchbay.db')
  const key = keptSessionKey(store)
  expect(key).toMatch(/^[\w-]{43}$/)
  expect(keptSessionKey(store)).toBe(key)
  expect(keptSessionKey(path.join(folder, 'other.db'))).not.toBe(key)
  if (process.platform !== 'win32') expect(statSync(`${store}.browser-key`).mode & 0o777).toBe(0o600)
})

it('makes a new one where the old one is damaged', () => {
  const store = path.join(folder, 'patchbay.db')
  const file = `${store}.browser-key`
  writeFileSync(file, 'short')
  chmodSync(file, 0o600)
  expect(keptSessionKey(store)).toBe(readFileSync(file, 'utf8'))
})

it('says so where the folder cannot be made', () => {
  const store = path.join(folder, 'file/patchbay.db')
  writeFileSync(path.join(folder, 'file'), '')
  expect(() => keptSessionKey(store)).toThrow(
    `The store ${store} cannot be opened for writing: check the permissions of the file and its folder, or name another with --db or PATCHBAY_DB.`,
  )
})

import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keptPageKey, markUsed } from './page-key'

let folder: string
beforeEach(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-key-'))))
afterEach(() => rmSync(folder, { recursive: true }))

const modeOf = (file: string) => statSync(file).mode & 0o777

it('makes a key once, for its owner alone, in a folder that need not be there yet', () => {
  const store = path.join(folder, 'new/patchbay.db')
  const key = keptPageKey(store)
  expect(key).toMatch(/^[\w-]{43}$/)
  expect(keptPageKey(store)).toBe(key)
  expect(keptPageKey(path.join(folder, 'other.db'))).not.toBe(key)
  if (process.platform === 'win32') return
  expect([modeOf(path.dirname(store)), modeOf(`${store}.page-key`)]).toEqual([0o700, 0o600])
})

it('makes a new one where the old one is damaged, was open to others, or not used for a day', () => {
  const store = path.join(folder, 'patchbay.db')
  const file = `${store}.page-key`
  writeFileSync(file, 'short', { mode: 0o600 })
  const first = keptPageKey(store)
  expect(first).toBe(readFileSync(file, 'utf8'))
  chmodSync(file, 0o644)
  const second = keptPageKey(store)
  expect(second).not.toBe(first)
  expect(modeOf(file)).toBe(0o600)
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  utimesSync(file, ago(23), ago(23))
  expect(keptPageKey(store)).toBe(second)
  utimesSync(file, ago(25), ago(25))
  markUsed(store)
  expect(keptPageKey(store)).toBe(second)
  utimesSync(file, ago(25), ago(25))
  expect(keptPageKey(store)).not.toBe(second)
})

it('removes the key of earlier versions, which every port was sent', () => {
  const store = path.join(folder, 'patchbay.db')
  writeFileSync(`${store}.browser-key`, 'A'.repeat(43))
  expect(keptPageKey(store)).not.toBe('A'.repeat(43))
  expect(existsSync(`${store}.browser-key`)).toBe(false)
})

it('says so where the folder cannot be made', () => {
  const store = path.join(folder, 'file/patchbay.db')
  writeFileSync(path.join(folder, 'file'), '')
  expect(() => keptPageKey(store)).toThrow(
    `The store ${store} cannot be opened for writing: check the permissions of the file and its folder, or name another with --db or PATCHBAY_DB.`,
  )
})

import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ROOMS, sourceStamp } from './build-stamp.ts'

let root = ''
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true })
  writeFileSync(path.join(root, file), text)
}

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'patchbay-stamp-'))
  for (const file of ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json'])
    write(file, '')
  for (const room of ROOMS)
    write(`${room}/a.ts`, 'const a = 1')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

it('stays the same over new times, tests and notes', () => {
  const before = sourceStamp(root)
  utimesSync(path.join(root, 'main/a.ts'), new Date(0), new Date(0))
  write('engine/graph/a.test.ts', 'a test')
  write('engine/README.md', 'a note')
  expect(sourceStamp(root)).toBe(before)
})

it('changes with the content, the path and the number of files', () => {
  const stamps = new Set([sourceStamp(root)])
  write('main/a.ts', 'const a = 2')
  stamps.add(sourceStamp(root))
  write('main/host/b.ts', '')
  stamps.add(sourceStamp(root))
  rmSync(path.join(root, 'main/host/b.ts'))
  write('main/store/b.ts', '')
  stamps.add(sourceStamp(root))
  write('docs/methods.md', 'a page of Help')
  stamps.add(sourceStamp(root))
  expect(stamps.size).toBe(5)
})

import { existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../../testing/model-folder'
import { CacheFiles, linkFile } from './cache-files'
import { startHash } from './file-hash'
import type { RepositoryFile } from './needed-files'
import { Speed } from './speed'

const COMMIT = 'a'.repeat(40)

function cacheWith(content: string, name = 'onnx/model.onnx') {
  const files = new CacheFiles('org/tiny', COMMIT, temporaryFolder())
  const file: RepositoryFile = {
    path: name,
    bytes: content.length,
    hash: { kind: 'sha256', hex: 'b'.repeat(64) },
  }
  files.makeFolders()
  writeFileSync(files.blob(file), content)
  return { files, file, named: path.join(files.snapshot, name) }
}

it('a file of a commit is a relative link to its blob, so that the cache may be moved', () => {
  const { files, file, named } = cacheWith('weights')
  expect(files.has(file)).toBe(true)
  files.link([file], 'refs/pr/1')
  expect(readlinkSync(named)).toBe(path.join('..', '..', '..', 'blobs', file.hash.hex))
  expect(readFileSync(path.join(files.repository, 'refs/refs/pr/1'), 'utf8')).toBe(COMMIT)
  files.link([file], COMMIT) // nothing to do, and a commit is not a name that leads to one
  expect(existsSync(path.join(files.repository, 'refs', COMMIT))).toBe(false)
})

it('is complete when all files have their names and the revision leads to them; parts are gone then', () => {
  const { files, file } = cacheWith('weights')
  writeFileSync(files.part(file), 'wei') // another program was faster
  expect(files.isComplete([file], 'main')).toBe(false)
  files.link([file], COMMIT)
  expect([files.isComplete([file], COMMIT), files.isComplete([file], 'main')]).toEqual([true, false])
  files.link([file], 'main')
  expect(files.isComplete([file], 'main')).toBe(true)
  expect(existsSync(files.part(file))).toBe(false)
})

it('where the system has no links, the file itself gets the name, as in Python', () => {
  const { files, file, named } = cacheWith('weights')
  const impossible = () => {
    throw Object.assign(new Error('no links'), { code: 'EPERM' })
  }
  linkFile(files.blob(file), named, impossible)
  expect(lstatSync(named).isFile()).toBe(true)
  expect(existsSync(files.blob(file))).toBe(false)
  expect(files.has(file)).toBe(true)
  files.link([file], 'main')
  expect(readFileSync(named, 'utf8')).toBe('weights')
})

it('a file of another size, or a folder, is not the one that is needed', () => {
  const { files, file, named } = cacheWith('weights')
  const longer = { ...file, bytes: 8 }
  expect([files.has(longer), files.presentBytes(longer)]).toEqual([false, 0])
  writeFileSync(files.part(longer), 'we')
  expect(files.presentBytes(longer)).toBe(2)
  mkdirSync(named, { recursive: true })
  expect(files.has(file)).toBe(true)
})

it('hashes are those of git for files that git keeps', () => {
  const hash = startHash({ kind: 'git-sha1', hex: '' }, 6).update('hello\n')
  expect(hash.digest('hex')).toBe('ce013625030ba8dba906f756967f9e9ca394464a') // git hash-object
})

it('speed is that of the last seconds', () => {
  const speed = new Speed()
  expect(speed.bytesPerSecond(0)).toBe(null)
  speed.add(1_000, 0)
  speed.add(1_100, 100)
  expect(speed.bytesPerSecond(100)).toBe(null)
  for (let second = 1; second <= 10; second++) speed.add(1_100 + 500 * second, 1_000 * second)
  expect(speed.bytesPerSecond(10_000)).toBe(500)
  expect(speed.bytesPerSecond(15_000)).toBe(250) // nothing came for as long
  speed.reset()
  expect(speed.bytesPerSecond(10_000)).toBe(null)
})

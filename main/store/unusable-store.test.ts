import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { after, batch, counts, newRun } from '../../testing/made-up-run'
import type { Database } from './database'
import { Store } from './index'
import { MIGRATIONS } from './migrations'

let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-unusable-'))))
afterAll(() => rmSync(folder, { recursive: true }))

describe('a store that cannot be used', () => {
  it('is refused when a newer Patchbay wrote it, and left as it is', () => {
    const file = path.join(folder, 'newer.db')
    new Store(file).close()
    const sqlite = new Sqlite(file)
    sqlite.pragma(`user_version = ${MIGRATIONS.length + 1}`)
    sqlite.close()
    expect(() => new Store(file)).toThrow(
      `The store ${file} was written by a newer Patchbay (store version ${MIGRATIONS.length + 1}, this one knows up to ${MIGRATIONS.length}): update Patchbay, or name another file with --db or PATCHBAY_DB.`,
    )
  })

  it.each([
    ['/dev/null', 'not a regular file'],
    ['/proc/self/mounts', 'a file of the system'],
    ['/', 'a folder'],
  ])('is refused as %s', (file, what) => {
    expect(() => new Store(file)).toThrow(
      `The store cannot be ${file}, which is ${what}: name a file with --db or PATCHBAY_DB.`,
    )
  })

  it('is refused by a name that no file can have', () => {
    const file = `/${'x'.repeat(300)}`
    expect(() => new Store(file)).toThrow(
      `The store ${file} cannot be opened (ENAMETOOLONG): name another with --db or PATCHBAY_DB.`,
    )
  })

  it("is refused when it is another program's database", () => {
    const file = path.join(folder, 'foreign.db')
    const sqlite = new Sqlite(file)
    sqlite.exec('CREATE TABLE recipes (name TEXT)')
    sqlite.close()
    const refusal = `${file} is a database of another program: name another file with --db or PATCHBAY_DB.`
    expect(() => new Store(file)).toThrow(refusal)
  })

  it('is refused when it is not a database', () => {
    const file = path.join(folder, 'text.db')
    writeFileSync(file, 'This is some text that is long enough to be taken for a header.'.repeat(20))
    expect(() => new Store(file)).toThrow(
      `The store ${file} is damaged or no Patchbay store: move it away to begin a new one, or name another with --db or PATCHBAY_DB.`,
    )
  })

  it('is refused when its folder cannot be made', () => {
    const file = path.join(folder, 'text.db/inside/a.db')
    expect(() => new Store(file)).toThrow(
      `The store ${file} cannot be opened for writing: check the permissions of the file and its folder, or name another with --db or PATCHBAY_DB.`,
    )
  })

  it('says that the disk is full, keeps what it has, and goes on when there is space', () => {
    const store = new Store(path.join(folder, 'full.db'))
    const { id } = store.runs.insert(newRun())
    store.journal.append(after(id, 0), batch(0, [1]), { ...counts, edgesDecided: 1 })
    const sqlite = (store['database'] as Database)['sqlite']
    sqlite.pragma(`max_page_count = ${sqlite.pragma('page_count', { simple: true })}`)
    const large = batch(
      1,
      Array.from({ length: 5000 }, (_, edge) => edge),
    )
    expect(() => store.journal.append(after(id, 1), large, { ...counts, edgesDecided: 5001 })).toThrow(
      `The disk is full: the store ${store.file} could not be written. Free some space and try again.`,
    )
    expect(store.journal.read(id).decisions.edge.length).toBe(1)
    expect(store.runs.summary(id).edgesDecided).toBe(1)
    sqlite.pragma('max_page_count = 1000000')
    expect(store.journal.append(after(id, 1), large, { ...counts, edgesDecided: 5001 })).toBe(2)
    store.close()
  })
})

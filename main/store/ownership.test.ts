import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Store, whenFree } from './index'
import { after, batch, counts, newRun } from '../../testing/made-up-run'
import { isSharedKind } from './shared-folder'

let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-owner-'))))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the owner of a run', () => {
  const open = (name: string) => {
    const store = new Store(path.join(folder, name))
    const { id } = store.runs.insert(newRun())
    store.leases.begin({ id: 'me', host: 'here', process: null })
    store.journal.append(after(id, 0), batch(0, [5, 3]), { ...counts, edgesDecided: 2 })
    return { store, id }
  }

  it('alone writes its journal, its state and its end', () => {
    const { store, id } = open('foreign-writer.db')
    const refusal = 'Run 1 no longer belongs to this Patchbay: it changes nothing there.'
    for (const other of ['another', null]) {
      expect(() => store.journal.append(after(id, 1, other), batch(2, [8]), counts)).toThrow(refusal)
      expect(() => store.runs.change(id, other, { state: 'done', owner: null })).toThrow(refusal)
    }
    expect(store.runs.summary(id)).toMatchObject({ state: 'running', edgesDecided: 2 })
    expect(store.journal.read(id).seq).toBe(1)
    store.close()
  })

  it.each([
    ['the same batch again', 0, batch(0, [5, 3]), 2],
    ['a batch too far', 2, batch(2, [8]), 3],
    ['a step again', 1, batch(1, [3]), 2],
    ['a step too far', 1, batch(3, [8]), 4],
    ['a count that does not fit', 1, batch(2, [8]), 4],
    ['effects again', 0, batch(2, []), 2],
  ])('cannot journal %s', (_what, seqBefore, wrong, edgesDecided) => {
    const { store, id } = open(`wrong-step-${_what}.db`)
    expect(() => store.journal.append(after(id, seqBefore), wrong, { ...counts, edgesDecided })).toThrow(
      `The journal of run ${id} ends with batch 1 and 2 decisions; one after batch ${seqBefore} that begins with decision ${wrong.decisions.firstStep} does not follow.`,
    )
    expect([...store.journal.read(id).decisions.edge]).toEqual([5, 3])
    store.close()
  })

  it('is one of those that resume the run at once', () => {
    const { store, id } = open('claimed.db')
    store.runs.change(id, 'me', { state: 'stopped', owner: null })
    const other = new Store(store.file)
    expect(store.runs.claim(id, 'me', [])?.state).toBe('queued')
    expect(other.runs.claim(id, 'another', [])).toBe(null)
    expect(other.runs.ownership(id).owner).toBe('me')
    other.close()
    store.close()
  })

  it('loses its runs and what it deleted with its lease, unless it gave a sign of life', () => {
    const { store, id } = open('ended.db')
    const [lease] = store.leases.list()
    expect(store.leases.beat('me')).toBe(true)
    expect(store.leases.end(lease, 'gone')).toBe(null)
    expect(store.runs.summary(id).state).toBe('running')
    const deleted = store.runs.insert({ ...newRun(), state: 'done', owner: null }).id
    store.runs.delete(deleted, 'me')
    expect(store.leases.end({ id: 'me', beat: 1 }, 'gone')).toEqual([id])
    expect(store.runs.summary(id)).toMatchObject({ state: 'interrupted', message: 'gone' })
    expect(() => store.runs.restore(deleted)).toThrow('There is no run')
    expect(store.leases.beat('me')).toBe(false)
    expect(() => store.journal.append(after(id, 1), batch(2, [8]), counts)).toThrow('no longer belongs')
    store.close()
  })
})

describe('a store that another program is writing', () => {
  it('is waited for while others go on, and given up with a sentence', async () => {
    const file = path.join(folder, 'busy.db')
    const store = new Store(file)
    const { id } = store.runs.insert(newRun())
    const other = new Sqlite(file)
    other.exec('BEGIN IMMEDIATE')
    let turns = 0
    const turning = setInterval(() => turns++, 1)
    const renamed = whenFree(() => store.runs.label(id, { name: 'renamed' }))
    await expect(whenFree(() => store.runs.label(id, { name: 'never' }), 100)).rejects.toThrow(
      `The store ${file} is being written by another program and did not become free: try again.`,
    )
    expect(turns).toBeGreaterThan(0)
    expect(store.runs.summary(id).name).toBe('Run 1')
    other.exec('COMMIT')
    expect((await renamed).name).toBe('renamed')
    clearInterval(turning)
    other.close()
    store.close()
  })
})

describe('a store on a folder that machines share', () => {
  it.each([0x6969, 0xff534d42, 0xff534d42 | 0, 0xfe534d42 | 0, 0x65735546])('is known by kind %i', (kind) => {
    expect(isSharedKind(kind)).toBe(true)
  })

  it.each([0xef53, 0x58465342, 0x01021994, 0x794c7630])('is not one on a disk: kind %i', (kind) => {
    expect(isSharedKind(kind)).toBe(false)
  })

  it('keeps its rollback journal where the disk is local, and two programs write it', () => {
    const file = path.join(folder, 'rollback.db')
    new Store(file).close()
    const sqlite = new Sqlite(file)
    expect(sqlite.pragma('journal_mode', { simple: true })).toBe('wal')
    sqlite.pragma('journal_mode = DELETE')
    sqlite.close()
    const [one, two] = [new Store(file), new Store(file)]
    const { id } = one.runs.insert(newRun())
    one.journal.append(after(id, 0), batch(0, [5]), { ...counts, edgesDecided: 1 })
    two.journal.append(after(id, 1), batch(1, [3]), { ...counts, edgesDecided: 2 })
    expect(existsSync(`${file}-wal`)).toBe(false)
    expect([...one.journal.read(id).decisions.edge]).toEqual([5, 3])
    one.close()
    two.close()
  })
})

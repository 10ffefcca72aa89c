import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeFolderToOthers, Store } from './index'
import { newRun } from '../../testing/made-up-run'

let folder: string
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'patchbay-private-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8)

describe.skipIf(process.platform === 'win32')('the file of a store', () => {
  it("is its owner's alone with all beside it, and so are the folders made for it", () => {
    const store = new Store(path.join(folder, 'made/deep/patchbay.db'))
    store.runs.insert(newRun())
    expect(['made', 'made/deep'].map((name) => modeOf(path.join(folder, name)))).toEqual(['700', '700'])
    expect(['', '-wal', '-shm'].map((end) => modeOf(store.file + end))).toEqual(['600', '600', '600'])
    store.close()
  })

  it('is closed to others when it was open to them; its folder stays as it is', () => {
    const shared = path.join(folder, 'shared')
    mkdirSync(shared)
    chmodSync(shared, 0o1777)
    const file = path.join(shared, 'patchbay.db')
    const holder = new Store(file)
    holder.runs.insert(newRun())
    for (const end of ['', '-wal', '-shm']) chmodSync(file + end, 0o644)
    new Store(file).close()
    expect(['', '-wal', '-shm'].map((end) => modeOf(file + end))).toEqual(['600', '600', '600'])
    expect((statSync(shared).mode & 0o7777).toString(8)).toBe('1777')
    holder.close()
    expect(existsSync(`${file}-wal`)).toBe(false)
  })

  it('is in the data folder of Patchbay, which is closed to others too', () => {
    const data = path.join(folder, 'data')
    mkdirSync(data)
    chmodSync(data, 0o755)
    closeFolderToOthers(data)
    expect(modeOf(data)).toBe('700')
  })
})

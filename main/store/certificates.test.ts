import path from 'node:path'
import Sqlite from 'better-sqlite3'
import { beforeEach, describe, expect, it } from 'vitest'
import { certificateOf } from '../../testing/certificates'
import { temporaryFolder } from '../../testing/model-folder'
import { newRun } from '../../testing/made-up-run'
import { Store } from './index'

const model = { hash: 'abc', referenceHash: null }
const certificate = certificateOf()

let file: string
beforeEach(() => void (file = path.join(temporaryFolder(), 'runs.db')))

describe('a stored certificate', () => {
  it('is found again, of the model and the reference that it is of', () => {
    const store = new Store(file)
    expect(store.certificates.find(model, '0.1.0')).toBe(null)
    expect(store.certificates.save(certificate)).toBe(true)
    expect(store.certificates.find(model, '0.1.0')).toEqual(certificate)
    expect(store.certificates.find({ ...model, hash: 'other' }, '0.1.0')).toBe(null)
    expect(store.certificates.find({ ...model, referenceHash: 'ref' }, '0.1.0')).toBe(null)
    const compared = { ...certificate, referenceHash: 'ref' }
    store.certificates.save(compared)
    expect(store.certificates.find({ ...model, referenceHash: 'ref' }, '0.1.0')).toEqual(compared)
    expect(store.certificates.find(model, '0.1.0')).toEqual(certificate)
    store.close()
  })

  it('counts for one version of Patchbay and of certificates, and gives way to the next', () => {
    const store = new Store(file)
    store.certificates.save({ ...certificate, version: 0 })
    expect(store.certificates.find(model, '0.1.0')).toBe(null)
    store.certificates.save(certificate)
    expect(store.certificates.find(model, '0.2.0')).toBe(null)
    expect(store.certificates.find(model, '0.1.0')).toEqual(certificate)
    store.close()
  })

  it('is not kept where a check broke off', () => {
    const store = new Store(file)
    const broken = certificateOf({
      gradient: { outcome: 'unchecked', detail: 'This could not be checked: so.' },
    })
    expect(store.certificates.save(broken)).toBe(false)
    expect(store.certificates.find(model, '0.1.0')).toBe(null)
    store.close()
  })

  it('that is damaged is as if it had never been made', () => {
    new Store(file).close()
    for (const text of ['no JSON', '{"version": 1}']) {
      const sqlite = new Sqlite(file)
      sqlite.prepare('INSERT OR REPLACE INTO certificates VALUES (?, ?, ?)').run('abc', '', text)
      sqlite.close()
      const store = new Store(file)
      expect(store.certificates.find(model, '0.1.0')).toBe(null)
      store.close()
    }
  })
})

describe('the certificate of a run', () => {
  it('is that of its model when it began: in its record, and in a sentence in lists', () => {
    const store = new Store(file)
    const { id } = store.runs.insert({ ...newRun(), certificate })
    expect(store.runs.get(id).certificate).toEqual(certificate)
    expect(store.runs.list()[0].certificate).toEqual({
      verdict: 'certified',
      text: 'Model certified: its logits are those of the reference beside the weights.',
    })
    store.close()
  })

  it('comes later where it is made by the run itself', () => {
    const store = new Store(file)
    const { id, certificate: before } = store.runs.insert(newRun())
    expect(before).toBe(null)
    expect(store.runs.change(id, 'me', { certificate }).certificate?.verdict).toBe('certified')
    expect(store.runs.get(id).certificate).toEqual(certificate)
    store.close()
  })

  it('is none in older runs', () => {
    const store = new Store(file)
    const { id } = store.runs.insert({ ...newRun(), certificate })
    store.close()
    const sqlite = new Sqlite(file)
    sqlite.exec('UPDATE runs SET certificate = NULL')
    sqlite.close()
    const again = new Store(file)
    expect(again.runs.get(id).certificate).toBe(null)
    expect(again.runs.summary(id).certificate).toBe(null)
    again.close()
  })
})

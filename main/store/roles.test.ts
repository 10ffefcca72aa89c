import path from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { NodeRole } from '../../contract'
import { temporaryFolder } from '../../testing/model-folder'
import { spoil } from '../../testing/raw-store'
import { Store } from './index'

const mover: NodeRole = {
  node: 'a9.h9',
  label: 'Name mover',
  role: 'name-mover',
  colour: 'role-4',
  evidence: '0.71 of its attention goes to the name',
  promptsName: 'IOI',
}
const own: NodeRole = {
  ...{ node: 'm0', label: 'reads names', role: null, colour: 'role-1', evidence: '', promptsName: '' },
}

let file: string
let store: Store
beforeEach(() => {
  file = path.join(temporaryFolder(), 'runs.db')
  store = new Store(file)
})

describe('roles in the store', () => {
  it('are kept by model and node, in the order of the model', () => {
    store.roles.save('abc', [{ ...mover, node: 'a10.h1' }, mover, own])
    store.roles.save('other', [{ ...own, label: 'another' }])
    store.close()
    const again = new Store(file)
    expect(again.roles.list('abc')).toEqual([own, mover, { ...mover, node: 'a10.h1' }])
    expect(again.roles.list('other')).toEqual([{ ...own, label: 'another' }])
    expect(again.roles.list('unknown')).toEqual([])
    again.close()
  })

  it('give way to what is said later of the same node, and a group has one colour', () => {
    store.roles.save('abc', [mover, { ...mover, node: 'a9.h6' }, own])
    store.roles.save('abc', [{ ...mover, node: 'a9.h6', colour: 'role-7' }])
    expect(store.roles.list('abc').map(({ node, colour }) => [node, colour])).toEqual([
      ['m0', 'role-1'],
      ['a9.h6', 'role-7'],
      ['a9.h9', 'role-7'],
    ])
    store.roles.remove('abc', ['a9.h9', 'a9.h9', 'm7'])
    expect(store.roles.list('abc').map(({ node }) => node)).toEqual(['m0', 'a9.h6'])
    store.close()
  })

  it('added from a file leave alone what was said here, and its colours', () => {
    store.roles.save('abc', [own])
    store.roles.add('abc', [
      { ...own, label: 'of the file' },
      { ...own, node: 'm1', colour: 'role-8' },
      mover,
      { ...mover, node: 'a9.h6', colour: 'role-2' },
    ])
    const movers = ['a9.h6', 'a9.h9'].map((node) => ({ ...mover, node, colour: 'role-2' }))
    expect(store.roles.list('abc')).toEqual([own, { ...own, node: 'm1' }, ...movers])
    store.close()
  })

  it('that another program spoilt are named', () => {
    store.roles.save('abc', [own])
    store.close()
    spoil(file, "UPDATE roles SET colour = 'pink'")
    const again = new Store(file)
    expect(() => again.roles.list('abc')).toThrow(
      'The role of "m0" is damaged in the store (it.colour is not as it was written): delete it, or put back a copy of the store from before.',
    )
    again.roles.save('abc', [own])
    expect(again.roles.list('abc')).toEqual([own])
    again.close()
  })
})

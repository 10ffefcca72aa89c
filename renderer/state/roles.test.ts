import { beforeEach, expect, it, vi } from 'vitest'
import type { HostEvent, NodeRole, RoleSuggestion } from '../../contract'

const host = vi.hoisted(() => ({
  calls: [] as [name: string, args: unknown][],
  answers: [] as Promise<unknown>[],
  listen: (_event: unknown) => undefined as void,
}))
vi.mock('./client', () => ({
  call: (name: string, args: unknown) => {
    host.calls.push([name, args])
    return host.answers.shift() ?? Promise.resolve([])
  },
  onEvent: (listener: (event: unknown) => void) => {
    host.listen = listener
    return () => undefined
  },
}))

import {
  acceptRoles,
  ensureRoles,
  followRoles,
  modelRoles,
  removeRoles,
  renameGroup,
  saveRoles,
} from './roles'
import { undo } from './undo'

const roleOf = (node: string, label = 'Name mover'): NodeRole => ({
  ...{ node, label, role: 'name-mover', colour: 'role-4', evidence: '', promptsName: 'IOI' },
})
const suggestion: RoleSuggestion = {
  role: 'induction',
  confidence: 'clear',
  evidence: [],
  sentence: 'Because.',
}
const answered = () => new Promise((done) => setImmediate(done))
const nodesOf = (hash: string) => modelRoles(hash).list.map(({ node }) => node)
const report = (event: HostEvent) => host.listen(event)

let hash = ''
let models = 0
beforeEach(() => {
  host.calls.length = host.answers.length = 0
  hash = `model ${++models}`
})

it('reads the roles of a model once, and again when they changed', async () => {
  followRoles()
  host.answers.push(Promise.resolve([roleOf('a9.h9')]))
  ensureRoles(hash)
  ensureRoles(hash)
  await answered()
  expect([host.calls.length, nodesOf(hash)]).toEqual([1, ['a9.h9']])
  report({ type: 'roles-changed', modelHash: 'another' })
  expect(host.calls).toHaveLength(1)
  host.answers.push(Promise.resolve([roleOf('m0')]))
  report({ type: 'roles-changed', modelHash: hash })
  await answered()
  expect(nodesOf(hash)).toEqual(['m0'])
  report({ type: 'roles-changed', modelHash: null })
  expect(host.calls.filter(([, args]) => (args as { modelHash: string }).modelHash === hash)).toHaveLength(3)
})

it('drops an answer that a later one overtook', async () => {
  let answerLate: (roles: NodeRole[]) => void = () => undefined
  host.answers.push(new Promise((done) => (answerLate = done as typeof answerLate)))
  host.answers.push(Promise.resolve([roleOf('a1.h1')]))
  ensureRoles(hash)
  await saveRoles(hash, [roleOf('a1.h1')])
  answerLate([])
  await answered()
  expect(nodesOf(hash)).toEqual(['a1.h1'])
})

it('accepts suggestions of many heads as one group, in one request', async () => {
  await acceptRoles(
    hash,
    ['a5.h1', 'a6.h9'].map((node) => ({ node, suggestion })),
    'repeats',
  )
  const [[name, args]] = host.calls
  const { roles } = args as { roles: NodeRole[] }
  expect([name, host.calls.length]).toEqual(['roles.save', 1])
  expect(roles.map(({ node, label, evidence, promptsName }) => [node, label, evidence, promptsName])).toEqual(
    [
      ['a5.h1', 'Induction head', 'Because.', 'repeats'],
      ['a6.h9', 'Induction head', 'Because.', 'repeats'],
    ],
  )
  expect(roles[0].colour).toBe(roles[1].colour)
})

it('renames all nodes of a group, and brings back what was removed', async () => {
  host.answers.push(Promise.resolve([roleOf('a9.h9'), roleOf('a9.h6'), roleOf('m0', 'other')]))
  ensureRoles(hash)
  await answered()
  const [movers, rest] = [modelRoles(hash).list.slice(0, 2), modelRoles(hash).list.slice(2)]
  host.answers.push(Promise.resolve([...movers, ...rest]))
  await renameGroup(hash, 'Name mover', 'Mover')
  expect(host.calls.at(-1)).toEqual([
    'roles.save',
    { modelHash: hash, roles: movers.map((role) => ({ ...role, label: 'Mover' })) },
  ])
  host.answers.push(Promise.resolve(rest))
  await removeRoles(hash, ['a9.h9', 'a9.h6', 'a0.h0'])
  expect(host.calls.at(-1)).toEqual(['roles.remove', { modelHash: hash, nodes: ['a9.h9', 'a9.h6'] }])
  expect(nodesOf(hash)).toEqual(['m0'])
  await undo()
  expect(host.calls.at(-1)).toEqual(['roles.save', { modelHash: hash, roles: movers }])
})

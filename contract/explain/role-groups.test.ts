import { describe, expect, it } from 'vitest'
import { acceptedRole, colourOfGroup, compareNodes, roleGroups } from './role-groups'
import { ROLE_COLOURS, ROLE_NAMES, nodeRoleSchema, type NodeRole } from './roles'

const roleOf = (node: string, label: string, colour: NodeRole['colour'] = 'role-1'): NodeRole => ({
  ...{ node, label, role: null, colour, evidence: '', promptsName: '' },
})

describe('groups of roles', () => {
  it('are in the order of the model, as are their nodes', () => {
    const roles = [
      roleOf('a10.h0', 'late'),
      roleOf('m2', 'early'),
      roleOf('a2.h11', 'early'),
      roleOf('a9.h1', 'late'),
    ]
    expect(roleGroups(roles)).toEqual([
      { label: 'early', colour: 'role-1', nodes: ['a2.h11', 'm2'] },
      { label: 'late', colour: 'role-1', nodes: ['a9.h1', 'a10.h0'] },
    ])
  })

  it('begin with the embedding and end with the logits', () => {
    const nodes = ['logits', 'm0', 'a0.h10', 'a1.h0', 'a0.h9', 'input']
    expect(nodes.sort(compareNodes)).toEqual(['input', 'a0.h9', 'a0.h10', 'm0', 'a1.h0', 'logits'])
    expect([compareNodes('m3', 'm3'), compareNodes('logits', 'logits')]).toEqual([0, 0])
  })

  it('keep their colour, take that of their role, or one that is free', () => {
    const others = [roleOf('m0', 'mine', 'role-1'), roleOf('m1', 'other', 'role-2')]
    expect(colourOfGroup('mine', null, others)).toBe('role-1')
    expect(colourOfGroup('new', null, others)).toBe('role-3')
    expect(colourOfGroup('new', ROLE_NAMES[1], others)).toBe(ROLE_COLOURS[1])
    const all = ROLE_COLOURS.map((colour, i) => roleOf(`m${i}`, colour, colour))
    expect(colourOfGroup('ninth', null, all)).toBe('role-1')
  })

  it('take in a suggestion as the store can keep it', () => {
    const suggestion = { role: 'induction', sentence: 'x'.repeat(900) } as const
    const accepted = acceptedRole('a5.h1', suggestion, 'p'.repeat(300), [])
    expect(nodeRoleSchema.parse(accepted)).toEqual(accepted)
    expect(accepted).toMatchObject({ node: 'a5.h1', label: 'Induction head', role: 'induction' })
  })
})

describe('what a node is called', () => {
  it.each(['a9.h9', 'm0', 'input', 'logits'])('%s is one', (node) => {
    expect(nodeRoleSchema.safeParse(roleOf(node, 'x')).success).toBe(true)
  })
  it.each(['9.9', 'a9.h9<q>', 'a9', '', 'input '])('%j is none', (node) => {
    expect(nodeRoleSchema.safeParse(roleOf(node, 'x')).success).toBe(false)
  })
})

import type { NodeRole } from '../../contract'
import { expect, it } from 'vitest'
import { buildGraph, edgeIndexByName } from '../../engine/graph'
import { KEPT } from './live-run'
import { findInGraph } from './search-graph'

const graph = buildGraph({ layers: 12, heads: 12, mlps: true, parallel: false })

it('finds a head by its short and its long name', () => {
  for (const text of ['9.9', 'a9.h9', 'A9.H9']) {
    expect(findInGraph(graph, text, null)[0].selection).toEqual({ kind: 'node', node: 'a9.h9' })
  }
})

it('finds an edge by its two ends', () => {
  const edge = edgeIndexByName(graph).get('a7.h3->a9.h9<q>')!
  for (const text of ['a7.h3->a9.h9<q>', '9.9.q ← 7.3', '9.9.q <- 7.3'])
    expect(findInGraph(graph, text, null)).toContainEqual({
      key: `e:${edge}`,
      label: '9.9.q ← 7.3',
      name: 'a7.h3->a9.h9<q>',
      note: 'edge',
      selection: { kind: 'edge', edge },
    })
})

it('puts kept edges before the others', () => {
  const state = new Uint8Array(graph.edgeCount)
  const edge = edgeIndexByName(graph).get('a9.h9->logits')!
  state[edge] = KEPT
  const found = findInGraph(graph, 'logits', state)
  expect(found[1]).toMatchObject({ name: 'a9.h9->logits', note: 'kept' })
  expect(found[2].note).toBe('undecided')
})

it('takes short names of both ends', () => {
  const labels = findInGraph(graph, '9.9 logits', null).map((item) => item.label)
  expect(labels).toContain('logits ← 9.9')
})

it('finds nodes by what a person said that they do', () => {
  const role: NodeRole = {
    ...{ node: 'a9.h9', label: 'Name mover', role: 'name-mover', colour: 'role-4' },
    ...{ evidence: '', promptsName: '' },
  }
  const found = findInGraph(graph, 'name mover', null, new Map([['a9.h9', role]]))
  expect(found.map(({ label, note }) => [label, note])).toEqual([['9.9', 'Name mover']])
})

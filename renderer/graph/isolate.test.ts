import { describe, expect, it } from 'vitest'
import { buildGraph, edgeIndexByName, edgeName } from '../../engine/graph'
import type { Isolation } from '../state/workbench'
import { isolate, isolationText } from './isolate'

const graph = buildGraph({ layers: 4, heads: 2, mlps: true, parallel: false })
const index = edgeIndexByName(graph)
const circuit = [
  'input->a0.h0<v>',
  'a0.h0->a1.h1<k>',
  'a1.h1->a3.h0<q>',
  'a3.h0->logits',
  'a1.h1->m2',
  'm1->a3.h0<v>',
  'input->logits',
].map((name) => index.get(name)!)

const names = (by: Isolation, node: string) => {
  const isolated = isolate(graph, circuit, { kind: 'node', node }, by)
  return isolated && [...isolated.edges].map((edge) => edgeName(graph, edge)).sort()
}

describe('what stays in sight around a node', () => {
  it('are its edges', () => {
    expect(names('neighbours', 'a1.h1')).toEqual(['a0.h0->a1.h1<k>', 'a1.h1->a3.h0<q>', 'a1.h1->m2'])
    expect(names('neighbours', 'a2.h0')).toBeNull()
  })

  it('is all that it reads, or all that reads it', () => {
    expect(names('upstream', 'a3.h0')).toEqual([
      'a0.h0->a1.h1<k>',
      'a1.h1->a3.h0<q>',
      'input->a0.h0<v>',
      'm1->a3.h0<v>',
    ])
    expect(names('downstream', 'a0.h0')).toEqual([
      'a0.h0->a1.h1<k>',
      'a1.h1->a3.h0<q>',
      'a1.h1->m2',
      'a3.h0->logits',
    ])
    expect(names('upstream', 'input')).toBeNull()
  })

  it('are whole paths only: no edge that nothing feeds, none that leads nowhere', () => {
    expect(names('paths', 'a1.h1')).toEqual([
      'a0.h0->a1.h1<k>',
      'a1.h1->a3.h0<q>',
      'a3.h0->logits',
      'input->a0.h0<v>',
    ])
    expect(names('paths', 'm1')).toBeNull()
    expect(names('paths', 'm2')).toBeNull()
  })
})

describe('around an edge', () => {
  const edge = index.get('a1.h1->a3.h0<q>')!

  it('are the paths through it, and it belongs to each', () => {
    const isolated = isolate(graph, circuit, { kind: 'edge', edge }, 'paths')!
    expect(isolated.edges.size).toBe(4)
    expect([...isolated.nodes].sort()).toEqual(['a0.h0', 'a1.h1', 'a3.h0', 'input', 'logits'])
    expect(isolate(graph, circuit, { kind: 'edge', edge }, 'neighbours')!.edges).toEqual(new Set([edge]))
  })

  it('an edge that the circuit lacks is taken as if it were there', () => {
    const cut = index.get('a0.h0->a3.h0<v>')!
    expect(isolate(graph, circuit, { kind: 'edge', edge: cut }, 'paths')!.edges.size).toBe(3)
  })
})

it('is said in words', () => {
  const isolated = isolate(graph, circuit, { kind: 'node', node: 'a1.h1' }, 'paths')
  expect(isolationText(graph, { kind: 'node', node: 'a1.h1' }, 'paths', isolated)).toBe(
    'All paths through 1.1: 5 nodes, 4 edges',
  )
  expect(isolationText(graph, { kind: 'node', node: 'm1' }, 'paths', null)).toBe(
    'All paths through MLP 1: no edge of the circuit',
  )
})

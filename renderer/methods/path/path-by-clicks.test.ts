import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../../engine/graph'
import { nodesOfPath, pathWithNode } from './path-by-clicks'
import { pathEdges } from './path-edges'

const graph = buildGraph({ layers: 2, heads: 3, mlps: true, parallel: false })

describe('a path by clicks', () => {
  const clicks = (...nodes: string[]) => nodes.reduce((path, node) => pathWithNode(graph, path, node), '')

  it('runs upwards in whatever order its nodes are clicked', () => {
    expect(clicks('a0.h1', 'a1.h2', 'logits')).toBe('logits ← 1.2.q ← 0.1')
    expect(clicks('logits', 'a1.h2', 'a0.h1')).toBe('logits ← 1.2.q ← 0.1')
    expect(pathEdges(graph, clicks('logits', 'm0', 'input'))).toHaveProperty('edges')
  })

  it('takes keys and values of a head by further clicks, then leaves it out', () => {
    expect(clicks('input', 'a1.h2', 'logits', 'a1.h2')).toBe('logits ← 1.2.k ← embed')
    expect(clicks('input', 'a1.h2', 'logits', 'a1.h2', 'a1.h2')).toBe('logits ← 1.2.v ← embed')
    expect(clicks('input', 'a1.h2', 'logits', 'a1.h2', 'a1.h2', 'a1.h2')).toBe('logits ← embed')
    expect(clicks('input', 'm0', 'logits', 'm0')).toBe('logits ← embed')
  })

  it('lets the next node send where the first is left out, and drops what is not a node', () => {
    expect(clicks('a0.h1', 'a1.h2', 'logits', 'a0.h1')).toBe('logits ← 1.2')
    expect(pathWithNode(graph, 'logits ← 9.9.q ← nonsense', 'a0.h1')).toBe('logits ← 0.1')
    expect(nodesOfPath('logits ← 1.2.q ← 0.1')).toEqual(['a0.h1', 'a1.h2', 'logits'])
    expect(nodesOfPath(' ')).toEqual([])
  })
})

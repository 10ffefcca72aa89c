import { describe, expect, it } from 'vitest'
import { buildGraph, edgeIndexByName } from '../../../engine/graph'
import { pathEdges } from './path-edges'

const graph = buildGraph({ layers: 2, heads: 3, mlps: false, parallel: false })
const index = edgeIndexByName(graph)

describe('pathEdges', () => {
  it('follows the chain, spaces or not', () => {
    const found = pathEdges(graph, 'a0.h1 -> a1.h2<k>->logits')
    expect(pathEdges(graph, 'logits ← 1.2.k ← 0.1')).toEqual(found)
    expect(found).toEqual({ edges: [index.get('a0.h1->a1.h2<k>'), index.get('a1.h2->logits')] })
  })

  it('says what is wrong', () => {
    const problem = (text: string) => (pathEdges(graph, text) as { problem: string }).problem
    expect(problem('a0.h1')).toMatch(/^A path is a sender and receivers/)
    expect(problem('a9.h9->logits')).toBe('“9.9” is not a sender in this model.')
    expect(problem('a0.h1->a1.h2->logits')).toBe(
      '“1.2” is not a receiver in this model: write 1.2.q, 1.2.k or 1.2.v.',
    )
    expect(problem('a1.h2->a0.h1<q>')).toBe('1.2 comes after 0.1.q: it cannot write to it.')
    expect(problem('a0.h1->logits->logits')).toBe('“logits” is not a sender in this model.')
  })
})

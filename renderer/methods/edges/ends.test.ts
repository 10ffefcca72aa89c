import { describe, expect, it } from 'vitest'
import type { EdgeScores } from '../../../contract'
import { buildGraph, edgeIndexByName } from '../../../engine/graph'
import { countMatching, edgesAmong, edgesMatching, endLabel, endOfNode, offeredEnds } from './ends'
import { tracedEdges } from './traced-edges'

const graph = buildGraph({ layers: 2, heads: 3, mlps: false, parallel: false })
const index = edgeIndexByName(graph)

function scoresOf(found: Record<string, number>): EdgeScores {
  return {
    edge: Int32Array.from(Object.keys(found), (name) => index.get(name)!),
    score: Float64Array.from(Object.values(found)),
    perPrompt: null,
    baseMetric: 0,
    promptCount: 1,
    passes: { forward: 2, backward: 0 },
  }
}

const scores = scoresOf({ 'input->a1.h2<k>': 0.1, 'a0.h1->a1.h2<k>': -8, 'a0.h1->logits': 2 })

describe('edgesMatching', () => {
  const names = (query: Parameters<typeof edgesMatching>[2]) =>
    edgesMatching(graph, scores, query).map(({ name, score }) => `${name} ${score}`)

  it('lists senders into a receiver, receivers of a sender, or all; the largest first', () => {
    const both = { receiver: 'a1.h2<k>', sender: 'a0.h1' }
    expect(names({ mode: 'into', ...both })).toEqual(['a0.h1 -8', 'input 0.1'])
    expect(names({ mode: 'from', ...both })).toEqual(['a1.h2<k> -8', 'logits 2'])
    expect(names({ mode: 'among', ...both })).toHaveLength(3)
    expect(names({ mode: 'into', receiver: 'a1.h0<q>', sender: '' })).toEqual([])
  })

  it('lists the edges of q, k and v for a whole head, each by its full name', () => {
    const query = { mode: 'into', receiver: 'a1.h2', sender: '' } as const
    expect(names(query)).toEqual(['a0.h1->a1.h2<k> -8', 'input->a1.h2<k> 0.1'])
    // Four senders into each of the three; a run may have traced fewer.
    expect(countMatching(graph, query)).toBe(12)
    expect(countMatching(graph, { ...query, receiver: 'a1.h2<k>' })).toBe(4)
  })
})

describe('ends', () => {
  it('of the selected sites are listed first', () => {
    const { first, others } = offeredEnds(graph, 'into', [{ site: 'heads', layer: 1, head: 2 }])
    expect(first).toEqual(['a1.h2', 'a1.h2<q>', 'a1.h2<k>', 'a1.h2<v>', 'logits'])
    // Each head is also offered as a whole.
    expect(first.length + others.length).toBe(graph.receivers.length + 6)
    expect(endLabel(graph, 'a1.h2')).toBe('1.2 (q, k and v)')
    expect(endLabel(graph, 'a1.h2<k>')).toBe('1.2.k')
    expect(endLabel(graph, 'logits')).toBe('logits')
  })

  it('stay with the chosen q, k or v when another head is clicked, and are all three where none was chosen', () => {
    expect(endOfNode(graph, 'into', 'a0.h0', 'a1.h2<k>')).toBe('a0.h0<k>')
    expect(endOfNode(graph, 'into', 'a0.h0', 'logits')).toBe('a0.h0')
    expect(endOfNode(graph, 'into', 'a0.h0', 'a1.h2')).toBe('a0.h0')
    expect(endOfNode(graph, 'into', 'logits', 'a1.h2<k>')).toBe('logits')
    expect(endOfNode(graph, 'into', 'input', 'logits')).toBeNull()
    expect(endOfNode(graph, 'from', 'input', 'a0.h0')).toBe('input')
    expect(endOfNode(graph, 'from', 'logits', 'a0.h0')).toBeNull()
  })
})

it('edgesAmong joins the selected heads with both ends of the model', () => {
  const names = edgesAmong(graph, [
    { site: 'heads', layer: 0, head: 1 },
    { site: 'heads', layer: 1, head: 2 },
  ])
  // input into both heads' q, k, v; a0.h1 into a1.h2's; three senders into logits.
  expect(names).toHaveLength(3 + 3 + 3 + 3)
  expect(names).toContain('a0.h1->a1.h2<k>')
  expect(names).not.toContain('a0.h0->a1.h2<k>')
})

it('does not show edges that were traced otherwise as those among the selection', () => {
  expect(tracedEdges(scores, false).edgesOf(graph, 'among')).toEqual([])
  expect(tracedEdges(scores, true).edgesOf(graph, 'among')).toHaveLength(3)
})

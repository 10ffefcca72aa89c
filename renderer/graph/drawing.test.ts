import { describe, expect, it } from 'vitest'
import { buildGraph, edgeIndexByName } from '../../engine/graph'
import { diffLooks, edgeElement, nodeStates } from './elements'
import { cellOf, edgeAt, layerMarks, paintMatrix } from './edge-matrix'
import { gridLayout } from './layout'
import type { EdgeLook } from './looks'
import { rampRgb } from './ramp'
import { countArcs } from './undecided-arcs'

const graph = buildGraph({ layers: 2, heads: 4, mlps: true, parallel: false })
const index = edgeIndexByName(graph)
const edge = (name: string) => index.get(name)!

describe('what must change on the canvas', () => {
  it('is only what differs', () => {
    const before = new Map<number, EdgeLook>([0, 1, 2].map((at) => [at, { edge: at, kind: 'undecided' }]))
    const kept: EdgeLook = { edge: 1, kind: 'kept', value: 0.5, strength: 0.7 }
    const added: EdgeLook = { edge: 5, kind: 'testing' }
    const changes = diffLooks(before, [{ edge: 0, kind: 'undecided' }, kept, added])
    expect(changes).toEqual({ added: [added], changed: [kept], removed: [{ edge: 2, kind: 'undecided' }] })
  })
})

describe('nodes', () => {
  it('are live with a kept edge, open with only undecided ones', () => {
    const states = nodeStates(graph, [
      { edge: edge('a0.h1->a1.h2<k>'), kind: 'kept' },
      { edge: edge('input->a1.h2<q>'), kind: 'undecided' },
    ])
    expect(Object.fromEntries(states)).toEqual({ 'a0.h1': 'live', 'a1.h2': 'live', input: 'open' })
  })
})

describe('an edge', () => {
  const positions = new Map(gridLayout(graph).nodes.map((node) => [node.name, node.position]))

  it('goes from its sender to the q, k or v side of its receiver', () => {
    const drawn = edgeElement(graph, positions, { edge: edge('a0.h1->a1.h2<k>'), kind: 'kept' }, 'dark')!
    expect(drawn.data).toMatchObject({ source: 'n:a0.h1', target: 'n:a1.h2' })
    expect(drawn.classes).toBe('edge kept to-k')
  })

  it('is left out where the layout has no such node', () => {
    positions.delete('a1.h3')
    expect(edgeElement(graph, positions, { edge: edge('input->a1.h3<q>'), kind: 'kept' }, 'dark')).toBeNull()
  })
})

describe('the edge matrix', () => {
  it('finds the edge of a cell and the cell of an edge', () => {
    for (let at = 0; at < graph.edgeCount; at++) {
      const { column, row } = cellOf(graph, at)
      expect(edgeAt(graph, column, row)).toBe(at)
    }
    expect(edgeAt(graph, 0, 0)).toBe(-1)
  })

  it('paints kept edges in the ramp and leaves cells without an edge empty', () => {
    const state = new Uint8Array(graph.edgeCount)
    const kept = edge('m1->logits')
    state[kept] = 1
    const pixels = paintMatrix(graph, { state, value: () => 1 }, 'dark')
    const { column, row } = cellOf(graph, kept)
    const at = (row * graph.receivers.length + column) * 4
    expect([...pixels.slice(at, at + 4)]).toEqual([...rampRgb(1, 'dark'), 255])
    expect(pixels[3]).toBe(0)
  })

  it('marks where layers begin', () => {
    const { columns, rows } = layerMarks(graph)
    expect(columns.map((mark) => [mark.label, mark.from, mark.to])).toEqual([
      ['L0', 0, 13],
      ['L1', 13, 26],
      ['logits', 26, 27],
    ])
    expect(rows.map((mark) => mark.label)).toEqual(['input', 'L0', 'L1'])
  })
})

describe('the arcs of undecided edges', () => {
  it('count each edge between two layers once, and shrink as edges are decided', () => {
    const all = countArcs(graph, () => true)
    const withinLayers = graph.edgeCount - all.reduce((sum, arc) => sum + arc.count, 0)
    // The four heads of each layer into its own MLP.
    expect(withinLayers).toBe(8)
    const logits = graph.receivers.length - 1
    const drained = countArcs(graph, (at) => graph.edgeReceiver[at] !== logits)
    expect(drained.some((arc) => arc.to === 2)).toBe(false)
  })
})

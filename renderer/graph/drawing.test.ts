import { describe, expect, it } from 'vitest'
import type { StabilityDetail } from '../../contract'
import { buildGraph, edgeIndexByName } from '../../engine/graph'
import { diffLooks } from './diff-looks'
import { cellOf, edgeAt, layerMarks, paintMatrix } from './edge-matrix'
import { EdgeFinder, nodeAt } from './hit'
import { byStability, CLASS_BORDERS, nodeClasses } from './kept-classes'
import { gridLayout } from './layout'
import { linePaint } from './line-paint'
import type { EdgeLook } from './looks'
import { nodeDash } from './node-paint'
import { nodeStates, openNodes } from './node-states'
import { rampRgb } from './ramp'
import { EdgeLines } from './scene'
import { countArcs } from './layer-arcs'

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

  it('are open too where their undecided edges are not drawn', () => {
    const undecided = new Set([edge('a0.h1->a1.h2<k>'), edge('input->a1.h2<q>')])
    const open = openNodes(graph, (at) => undecided.has(at))
    const states = nodeStates(graph, [{ edge: edge('a0.h1->a1.h2<k>'), kind: 'kept' }], open)
    expect(Object.fromEntries(states)).toEqual({ 'a0.h1': 'live', 'a1.h2': 'live', input: 'open' })
  })
})

describe('what circuits of other samples have', () => {
  const [core, some, other] = ['a0.h1->a1.h2<k>', 'input->a0.h1<q>', 'a1.h2->logits'].map(edge)
  const stability = {
    circuits: 10,
    kept: {
      edges: [core, some].sort((a, b) => a - b),
      edgeCounts: [9, 9],
      nodes: { 'a0.h1': 10, 'a1.h2': 5 },
    },
  } as unknown as StabilityDetail
  stability.kept.edgeCounts[stability.kept.edges.indexOf(some)] = 4

  it('is drawn by how many of them have it; what none has is noise', () => {
    const looks = [core, some, other].map((at): EdgeLook => ({ edge: at, kind: 'kept' }))
    expect(
      byStability([...looks, { edge: 7, kind: 'undecided' }], stability).map(({ kind }) => kind),
    ).toEqual(['kept', 'contingent', 'noise', 'undecided'])
    const classes = nodeClasses(stability)
    expect(Object.fromEntries(classes)).toEqual({ 'a0.h1': 'core', 'a1.h2': 'contingent' })
    const dash = (state: 'live' | 'idle', node: string) =>
      nodeDash({ state, keptClass: classes.get(node) ?? 'noise' })
    expect(dash('live', 'a0.h1')).toEqual([])
    expect(dash('live', 'a1.h2')).toEqual(CLASS_BORDERS.contingent)
    expect(dash('live', 'm0')).toEqual(CLASS_BORDERS.noise)
    expect(dash('idle', 'a1.h2')).toEqual([])
  })
})

describe('an edge', () => {
  const grid = gridLayout(graph)

  it('goes from its sender to the q, k or v side of its receiver', () => {
    const [placed] = new EdgeLines(graph, grid).of([{ edge: edge('a0.h1->a1.h2<q>'), kind: 'kept' }], 'dark')
    const at = (name: string) => grid.nodes.find((node) => node.name === name)!.position
    expect(placed).toMatchObject({ sender: 'a0.h1', receiver: 'a1.h2' })
    expect(placed.curve.from.x).toBe(at('a0.h1').x)
    expect(placed.curve.to.x).toBe(at('a1.h2').x - 13)
    expect(placed.paint.arrow?.shape).toBe('circle')
  })

  it('is left out where the layout has no such node', () => {
    const without = { nodes: grid.nodes.filter(({ name }) => name !== 'a1.h3') }
    expect(
      new EdgeLines(graph, without).of([{ edge: edge('input->a1.h3<q>'), kind: 'kept' }], 'dark'),
    ).toEqual([])
  })

  it('is below the one under test, and above those undecided', () => {
    const kinds = ['testing', 'undecided', 'kept'] as const
    const looks = kinds.map((kind, at) => ({ edge: at, kind }))
    const placed = new EdgeLines(graph, grid).of(looks, 'dark')
    expect(placed.map(({ look }) => look.kind)).toEqual(['undecided', 'kept', 'testing'])
  })

  it('is fainter and thinner the weaker it is', () => {
    const [weak, strong] = [0.1, 1].map((strength) =>
      linePaint({ edge: 0, kind: 'kept', value: 0.5, strength }, 'q', 'dark'),
    )
    expect(weak.color).toBe(strong.color)
    expect(weak.opacity).toBeLessThan(strong.opacity)
    expect(weak.width).toBeLessThan(strong.width)
  })

  it('is found under the pointer, and a node before it', () => {
    const placed = new EdgeLines(graph, grid).of([{ edge: edge('a0.h1->a1.h2<q>'), kind: 'kept' }], 'dark')
    const finder = new EdgeFinder(placed)
    const { middle, from } = placed[0].curve
    expect(finder.at(middle, 1)?.look.edge).toBe(placed[0].look.edge)
    expect(finder.at({ x: middle.x + 40, y: middle.y }, 1)).toBeNull()
    expect(nodeAt(grid.nodes, { x: from.x, y: from.y + 4 })?.name).toBe('a0.h1')
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
    expect(rows.map((mark) => mark.label)).toEqual(['embed', 'L0', 'L1'])
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

import { describe, expect, it } from 'vitest'
import { buildGraph, edgeIndexByName } from '../../engine/graph'
import { compacted } from './compacted'
import { sCurve } from './curves'
import { gridLayout, neighbour, NODE_HEIGHT } from './layout'

const SHAPES = [
  { layers: 1, heads: 1, mlps: false, parallel: false },
  { layers: 2, heads: 4, mlps: false, parallel: false },
  { layers: 5, heads: 8, mlps: true, parallel: false },
  { layers: 12, heads: 12, mlps: true, parallel: false },
  { layers: 48, heads: 25, mlps: true, parallel: true },
]

describe('the grid', () => {
  for (const shape of SHAPES) {
    const graph = buildGraph(shape)
    const grid = gridLayout(graph)
    const at = (name: string) => grid.nodes.find((node) => node.name === name)!.position

    it(`holds every node of ${shape.layers} x ${shape.heads} and lets none overlap`, () => {
      expect(grid.nodes).toHaveLength(graph.senders.length + 1)
      for (const a of grid.nodes) {
        for (const b of grid.nodes) {
          if (a === b) continue
          const isApart =
            Math.abs(a.position.x - b.position.x) >= (a.width + b.width) / 2 ||
            Math.abs(a.position.y - b.position.y) >= NODE_HEIGHT
          if (!isApart) expect.fail(`${a.name} overlaps ${b.name}`)
        }
      }
    })

    it(`goes up from input to logits and keeps head h in column h (${shape.layers} x ${shape.heads})`, () => {
      const last = shape.layers - 1
      expect(at('input').y).toBeGreaterThan(at('a0.h0').y)
      expect(at('logits').y).toBeLessThan(at(`a${last}.h0`).y)
      expect(at(`a${last}.h${shape.heads - 1}`).x).toBe(at(`a0.h${shape.heads - 1}`).x)
    })
  }

  it('leads arrow keys along rows and between layers', () => {
    const grid = gridLayout(buildGraph(SHAPES[2]))
    expect(neighbour(grid, 'a1.h2', 'right')).toBe('a1.h3')
    expect(neighbour(grid, 'a1.h7', 'right')).toBe('m1')
    expect(neighbour(grid, 'a1.h2', 'up')).toBe('a2.h2')
    expect(neighbour(grid, 'a0.h2', 'down')).toBe('input')
    expect(neighbour(grid, 'logits', 'up')).toBe('logits')
    expect(neighbour(grid, 'a1.h0', 'left')).toBe('a1.h0')
  })
})

describe('the compact layout', () => {
  const graph = buildGraph(SHAPES[3])
  const index = edgeIndexByName(graph)
  const edges = ['input->a3.h1<v>', 'a3.h1->a9.h9<k>', 'a9.h9->logits'].map((name) => index.get(name)!)

  it('holds only the nodes of the circuit and both ends, in the order of their layers', () => {
    const { nodes } = compacted(graph, gridLayout(graph), edges)
    const names = nodes.toSorted((a, b) => b.position.y - a.position.y).map((node) => node.name)
    expect(names).toEqual(['input', 'a3.h1', 'a9.h9', 'logits'])
  })

  it('keeps heads in order and in columns, and the names of the layers that are left', () => {
    const more = ['a3.h8->a9.h0<v>', 'a3.h8->a9.h9<q>', 'a3.h1->m9'].map((name) => index.get(name)!)
    const { nodes, bands } = compacted(graph, gridLayout(graph), [...edges, ...more])
    const x = (name: string) => nodes.find((node) => node.name === name)!.position.x
    expect(x('a9.h0')).toBeLessThan(x('a3.h1'))
    expect(x('a3.h1')).toBeLessThan(x('a3.h8'))
    expect(x('a3.h8')).toBeLessThan(x('a9.h9'))
    expect(x('a9.h9')).toBeLessThan(x('m9'))
    expect(bands.map(({ layer }) => layer)).toEqual([3, 9])
  })

  it('of no edge is both ends alone', () => {
    const { nodes, bands } = compacted(graph, gridLayout(graph), [])
    expect(nodes.map(({ name }) => name)).toEqual(['input', 'logits'])
    expect(bands).toEqual([])
  })

  it('leaves the grid as it was', () => {
    const grid = gridLayout(graph)
    const before = structuredClone(grid)
    compacted(graph, grid, edges)
    expect(grid).toEqual(before)
  })
})

describe('S-curves', () => {
  const { from, first, middle, second, to } = sCurve({ x: 0, y: 400 }, { x: 300, y: 0 }, 'q', true)

  it('leave the sender upwards and enter the receiver from below', () => {
    expect(first.x).toBeCloseTo(from.x)
    expect(first.y).toBeLessThan(from.y)
    expect(second.x).toBeCloseTo(to.x)
    expect(second.y).toBeGreaterThan(to.y)
    expect(middle).toEqual({ x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 })
  })
})

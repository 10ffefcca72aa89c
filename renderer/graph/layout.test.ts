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

  it('leaves the grid as it was', () => {
    const grid = gridLayout(graph)
    const before = structuredClone(grid)
    compacted(graph, grid, edges)
    expect(grid).toEqual(before)
  })
})

describe('S-curves', () => {
  it('have their control points above the sender and below the receiver', () => {
    const sender = { x: 0, y: 400 }
    const receiver = { x: 300, y: 0 }
    const { sourceEndpoint, targetEndpoint, weights, distances } = sCurve(sender, receiver, 'q', true)
    const from = { x: sender.x + sourceEndpoint.x, y: sender.y + sourceEndpoint.y }
    const to = { x: receiver.x + targetEndpoint.x, y: receiver.y + targetEndpoint.y }
    const length = Math.hypot(to.x - from.x, to.y - from.y)
    // Cytoscape's own sum: the point on the line, moved along the normal (-dy, dx).
    const points = weights.map((weight, at) => ({
      x: from.x + weight * (to.x - from.x) - (distances[at] * (to.y - from.y)) / length,
      y: from.y + weight * (to.y - from.y) + (distances[at] * (to.x - from.x)) / length,
    }))
    expect(points[0].x).toBeCloseTo(from.x)
    expect(points[0].y).toBeLessThan(from.y)
    expect(points[1].x).toBeCloseTo(to.x)
    expect(points[1].y).toBeGreaterThan(to.y)
  })
})

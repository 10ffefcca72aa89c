import { describe, expect, it } from 'vitest'
import type { CircuitGroup, ExplainedNode } from '../../../contract'
import { layBoxes, type Box } from './role-boxes'
import { layLines } from './bundle-lines'
import { bundleEdges, endsOf } from './role-bundles'

function group(label: string, nodes: string[], kind: CircuitGroup['kind'] = 'role'): CircuitGroup {
  return {
    ...{ id: label, label, role: null, colour: null, kind, nodes, suggested: [], weak: [], unsupported: [] },
    ...{ evidence: '', notShown: '', attribution: null, keyScore: null },
  }
}

const kindOf = (node: string) => (node === 'input' ? 'input' : node.startsWith('m') ? 'mlp' : 'head')

function boxesOf(groups: CircuitGroup[]): Map<string, Box> {
  const nodes = groups
    .flatMap((each) => each.nodes)
    .map((node) => ({ node, kind: kindOf(node) }) as ExplainedNode)
  return new Map(layBoxes(groups, nodes).map((box) => [box.id, box]))
}

const groups = [
  group('movers', ['a9.h9', 'a9.h6', 'a10.h0']),
  group('inhibitors', ['a7.h3', 'a8.h6']),
  group('MLPs', ['m0', 'm8'], 'mlps'),
  group('Embedding', ['input'], 'input'),
]

describe('boxes of groups', () => {
  it('are stacked by layer, with the embedding below, the logits above and MLPs beside', () => {
    const boxes = boxesOf(groups)
    const top = (id: string) => boxes.get(id)!.top
    expect([top('logits'), top('movers'), top('inhibitors'), top('Embedding')]).toEqual(
      [top('logits'), top('movers'), top('inhibitors'), top('Embedding')].sort((a, b) => a - b),
    )
    const mlps = boxes.get('MLPs')!
    expect(mlps.row).toBeNull()
    for (const box of boxes.values())
      if (box !== mlps) expect(mlps.left).toBeGreaterThan(box.left + box.width)
  })

  it('do not overlap, hold all their nodes, and stay bounded with many', () => {
    const many = Array.from({ length: 144 }, (_, i) => `a${Math.floor(i / 12)}.h${i % 12}`)
    const boxes = [...boxesOf([...groups, group('No role yet', many, 'heads')]).values()]
    boxes.forEach((a, i) =>
      boxes.slice(i + 1).forEach((b) => {
        const apart =
          a.left + a.width <= b.left ||
          b.left + b.width <= a.left ||
          a.top + a.height <= b.top ||
          b.top + b.height <= a.top
        expect(apart, `${a.id} and ${b.id}`).toBe(true)
      }),
    )
    for (const box of boxes)
      for (const chip of box.chips) expect(chip.left + chip.width).toBeLessThanOrEqual(box.width)
    expect(Math.max(...boxes.map(({ width }) => width))).toBeLessThan(1000)
  })

  it('shorten long labels', () => {
    expect(boxesOf([group('x'.repeat(80), ['a0.h0'])]).get('x'.repeat(80))!.title).toHaveLength(34)
  })

  it('are the logits alone without groups', () => {
    expect([...boxesOf([]).keys()]).toEqual(['logits'])
  })
})

describe('bundles of edges', () => {
  const edges = ['a7.h3->a9.h9<q>', 'a8.h6->a9.h6<q>', 'a9.h9->logits', 'a9.h6->a10.h0<v>', 'input->m0']
  const groupOf = (node: string) => groups.find(({ nodes }) => nodes.includes(node))?.id ?? null

  it('join the edges of two groups by what they are read as', () => {
    const bundles = bundleEdges(edges, groupOf)
    const found = bundles.map(({ from, to, kind, edges: members }) => [from, to, kind, members.length])
    expect(found).toContainEqual(['inhibitors', 'movers', 'q', 2])
    expect(found).toContainEqual(['movers', 'movers', 'v', 1])
    expect(found).toContainEqual(['movers', 'logits', 'logits', 1])
    expect(found).toContainEqual(['Embedding', 'MLPs', 'mlp', 1])
  })

  it('read the ends of an edge from its name', () => {
    expect(endsOf('input->a0.h1<k>')).toEqual({ sender: 'input', receiver: 'a0.h1', kind: 'k' })
    expect(endsOf('a0.h0->m1')).toEqual({ sender: 'a0.h0', receiver: 'm1', kind: 'mlp' })
  })

  it('begin and end at their boxes, and go around those between', () => {
    const boxes = boxesOf([...groups, group('first', ['a0.h0'])])
    const bundles = bundleEdges(['a0.h0->a9.h9<k>'], (node) => (node === 'a0.h0' ? 'first' : groupOf(node)))
    const [from, to] = [boxes.get('first')!, boxes.get('movers')!]
    const points = Array.from(
      [...layLines(bundles, [...boxes.values()]).values()][0].path.matchAll(/(-?[\d.]+) (-?[\d.]+)/g),
      ([, x, y]) => ({ x: Number(x), y: Number(y) }),
    )
    expect(points[0].y).toBeCloseTo(from.top, 1)
    expect(points.at(-1)!.y).toBeCloseTo(to.top + to.height, 1)
    const between = boxes.get('inhibitors')!
    for (const { x } of points.slice(3, -2))
      expect(x < between.left || x > between.left + between.width).toBe(true)
  })
})

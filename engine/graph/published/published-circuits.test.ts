import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { buildGraph } from '../computational-graph'
import { edgeName } from '../names'
import { PUBLISHED_CIRCUITS, publishedEdges, type PublishedTask } from '.'

function namesOf(task: PublishedTask): string[] {
  const circuit = PUBLISHED_CIRCUITS[task]
  const graph = buildGraph(circuit.shape)
  return Array.from(publishedEdges(circuit), (edge) => edgeName(graph, edge)).sort()
}

const hashOf = (names: string[]) => createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 16)

describe('published circuits', () => {
  it('have the edges of the lists that they are from, enumerated by another program', () => {
    const found = (['ioi', 'greater-than'] as const).map((task) => [
      namesOf(task).length,
      hashOf(namesOf(task)),
    ])
    expect(found).toEqual([
      [963, '1c6d8ac5dd3ab7e9'],
      [235, 'f354fd493a9225bd'],
    ])
    // 37 in the list, of which 13 are from a head's input to the head itself.
    expect(namesOf('docstring')).toHaveLength(24)
  })

  it('name nodes of their graphs, each in one group', () => {
    for (const { shape, groups } of Object.values(PUBLISHED_CIRCUITS)) {
      const known = new Set(buildGraph(shape).senders.map(({ name }) => name))
      const named = Object.values(groups).flat()
      expect(named.filter((name) => !known.has(name))).toEqual([])
      expect(new Set(named).size).toBe(named.length)
    }
  })
})

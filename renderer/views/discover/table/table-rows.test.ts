import { beforeAll, describe, expect, it } from 'vitest'
import { RunMaker } from '../../../../testing/finished-runs'
import { keptEdges } from '../../../graph/draw-cap'
import { shownValue } from '../../../state/edge-values'
import { fromSnapshot, type LiveRun } from '../../../state/live-run'
import { withTopEdges } from '../../../state/top-edges'
import { edgeRows, edgeState, nodeRows } from './table-rows'

describe('the table of the graph', () => {
  let run: LiveRun
  beforeAll(async () => {
    run = fromSnapshot((await new RunMaker().acdc('kl', 0.0005)).detail)
  })

  it('lists the circuit as the inspector does, and every edge in the order of the graph', () => {
    expect(edgeRows(run.graph, run, false, null)).toEqual(keptEdges(run))
    expect(edgeRows(run.graph, run, true, null)).toEqual(
      Array.from({ length: run.graph.edgeCount }, (_, at) => at),
    )
    expect(edgeRows(run.graph, null, false, null)).toEqual([])
  })

  it('sorts by numbers with what has none last, either way', () => {
    for (const descending of [true, false]) {
      const edges = edgeRows(run.graph, run, true, { column: 'value', descending })
      expect([...edges].sort((a, b) => a - b)).toEqual(edgeRows(run.graph, run, true, null))
      const values = edges.map((edge) => shownValue(run, edge))
      const numbers = values.filter((value) => !Number.isNaN(value))
      expect(values.slice(0, numbers.length)).toEqual(numbers)
      const sign = descending ? -1 : 1
      expect(numbers).toEqual([...numbers].sort((a, b) => sign * (a - b)))
    }
  })

  it('says what was decided of each edge', () => {
    const kept = edgeRows(run.graph, run, true, null).filter((edge) => edgeState(run, edge) === 'kept')
    expect(kept).toHaveLength(run.kept)
    expect(edgeState(null, 0)).toBe('undecided')
    const byScore = withTopEdges(run, 2, 'signed')
    const states = edgeRows(run.graph, byScore, true, null).map((edge) => edgeState(byScore, edge))
    expect(states.filter((state) => state === 'chosen')).toHaveLength(2)
    expect(new Set(states)).toEqual(new Set(['chosen', 'not chosen']))
  })

  it('counts each kept edge once where it begins and once where it ends', () => {
    const rows = nodeRows(run.graph, run, { column: 'out', descending: true })
    const total = (of: 'edgesIn' | 'edgesOut') => rows.reduce((sum, row) => sum + row[of], 0)
    expect([total('edgesIn'), total('edgesOut')]).toEqual([run.kept, run.kept])
    expect(rows[0].edgesOut).toBe(Math.max(...rows.map((row) => row.edgesOut)))
    const [first] = nodeRows(run.graph, run, { column: 'node', descending: false })
    expect([first.node, first.kind]).toEqual(['input', 'embedding'])
  })
})

import { describe, expect, it } from 'vitest'
import { buildGraph } from '../../engine/graph'
import { paletteEntries, type PaletteSources } from './palette-entries'

const sources: PaletteSources = {
  provided: {
    'view.judge': { run: () => {}, obstacle: null },
    'go.judge': { run: () => {}, obstacle: 'No run is in Discover.' },
    'run.start': { run: () => {}, obstacle: null },
  },
  runs: [],
  models: [{ path: '/models/trained', name: 'trained' }],
  promptSets: [{ id: 'ioi', name: 'IOI' }],
  graph: buildGraph({ layers: 2, heads: 4, mlps: true, parallel: false }),
}

const linesOf = (text: string) =>
  paletteEntries(text, sources).map(({ label, note, isPossible }) => [label, note, isPossible])

describe('the palette', () => {
  it('offers what can be done while nothing is typed', () => {
    expect(linesOf('')).toEqual([
      ['Judge', '', true],
      ['Run', '', true],
    ])
  })

  it('finds a command by its letters, and says why one cannot be given', () => {
    expect(linesOf('jdg')[0]).toEqual(['Judge', '', true])
    expect(linesOf('judge this')).toEqual([['Judge this circuit', 'No run is in Discover.', false]])
  })

  it('has what can be done first, whatever kind it is', () => {
    const lines = paletteEntries('trained', {
      ...sources,
      provided: { 'run.again': { run: () => {}, obstacle: 'No run.', detail: 'trained' } },
    })
    expect(lines.map(({ group, label }) => [group, label])).toEqual([
      ['Models', 'trained'],
      ['Not possible now', 'Run again: trained'],
    ])
  })

  it.each([
    ['1.3', ['1.3', 'node', true]],
    ['trained', ['trained', '/models/trained', true]],
    ['ioi', ['IOI', '', true]],
  ])('finds %s among nodes, models and prompt sets', (text, line) =>
    expect(linesOf(text)).toContainEqual(line),
  )

  it('has every word of the text', () => expect(linesOf('judge trained')).toEqual([]))
})

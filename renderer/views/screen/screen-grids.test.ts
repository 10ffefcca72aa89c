import { describe, expect, it } from 'vitest'
import type { CheckedRow } from '../../../contract'
import { scoresOf } from '../../../testing/site-scores'
import { positionLabels, tokensAt } from './position-labels'
import { availableSites, defaultSites, effectiveSites } from './screen-form'
import { headGrid, positionGrid } from './screen-grids'

const shape = { layers: 2, heads: 2, mlps: true, parallel: false }

describe('headGrid', () => {
  it('has layers up, heads across and the MLPs set apart; sites without a score have no cell', () => {
    const scores = scoresOf(
      [
        { site: 'heads', layer: 0, head: 0 },
        { site: 'heads', layer: 1, head: 1 },
        { site: 'mlp', layer: 1 },
        { site: 'mlp', layer: 1, pos: 0 },
      ],
      [1, 2, 3, 4],
    )
    const { grid, rowOf } = headGrid(scores, shape, 'heads')
    expect([...grid.values]).toEqual([1, NaN, NaN, NaN, 2, 3])
    expect([...rowOf]).toEqual([0, -1, -1, -1, 1, 2])
    expect(grid.columnLabels).toEqual(['0', '1', 'MLP'])
    expect(grid.apart).toBe(2)
  })

  it('has no MLP column for parts of heads', () => {
    const scores = scoresOf([{ site: 'q', layer: 0, head: 1 }], [1])
    expect(headGrid(scores, shape, 'q').grid.columnLabels).toEqual(['0', '1'])
  })
})

describe('positionGrid', () => {
  it('goes by layer, or by head where the site has heads', () => {
    const scores = scoresOf(
      [
        { site: 'resid', layer: 1, pos: 2 },
        { site: 'heads', layer: 1, head: 1, pos: 0 },
      ],
      [5, 6],
    )
    const resid = positionGrid(scores, shape, 'resid', ['The', 'cat'])
    expect([...resid.grid.values]).toEqual([NaN, NaN, NaN, NaN, NaN, 5])
    expect(resid.grid.columnLabels).toEqual(['The', 'cat', '2'])
    const heads = positionGrid(scores, shape, 'heads-by-position', [])
    expect(heads.grid.rowLabels).toEqual(['0.0', '0.1', '1.0', '1.1'])
    expect([...heads.grid.values]).toEqual([NaN, NaN, NaN, 6])
  })
})

const vocabulary = ['When', ' Mary', ' John', 'a', 'b']

function row(...texts: string[]): CheckedRow {
  const clean = texts.map((text) => ({ id: vocabulary.indexOf(text), text }))
  return {
    clean,
    corrupt: clean,
    answers: [],
    wrongAnswers: [],
    answerPosition: texts.length - 1,
    startsWithBos: false,
    differences: [],
    problems: [],
    notes: [],
  }
}

describe('positionLabels', () => {
  it('are tokens where all prompts have the same, else numbers', () => {
    const rows = [row('When', ' Mary'), row('When', ' John')]
    expect(positionLabels(rows)).toEqual(['When', '1'])
    expect(tokensAt(rows, 1)).toBe('" Mary" " John"')
  })

  it('are names of spans that all prompts have there, else what the set calls the token', () => {
    const named = (mary: string) => ({
      ...row('<s>', 'When', mary, mary),
      inFront: 1,
      spans: [
        { name: 'IO', from: 2, to: 2 },
        { name: 'sentence', from: 1, to: 2 },
      ],
    })
    const rows = [named(' Mary'), named(' John')]
    expect(positionLabels(rows, ['', 'first', 'second'])).toEqual(['<s>', 'When', 'IO', 'second'])
    expect(positionLabels(rows)).toEqual(['<s>', 'When', 'IO', '3'])
  })

  it('are left out where prompts differ in length', () => {
    expect(positionLabels([row('a'), row('a', 'b')])).toEqual([])
    expect(positionLabels([])).toEqual([])
  })
})

describe('the sites of a screening', () => {
  const attentionOnly = { shape: { ...shape, mlps: false } }
  const estimates = { scoresNeurons: true }

  it('are those that model and method have', () => {
    expect(availableSites(estimates, attentionOnly)).not.toContain('mlp')
    expect(availableSites(estimates, { shape })).toContain('neurons')
    expect(availableSites({ scoresNeurons: false }, { shape })).not.toContain('neurons')
    expect(defaultSites(estimates, attentionOnly)).toEqual(['resid', 'attn', 'heads'])
  })

  it('fall back to the default where none of the chosen ones is available', () => {
    const chosen = { sites: ['neurons' as const] }
    expect(effectiveSites(chosen, estimates, { shape })).toEqual(['neurons'])
    expect(effectiveSites(chosen, estimates, attentionOnly)).toEqual(defaultSites(estimates, attentionOnly))
  })
})

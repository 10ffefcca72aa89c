import { describe, expect, it } from 'vitest'
import { siteAt, type Site } from '../../contract'
import {
  effectsOfRow,
  nodeOfSite,
  sitesOfEdges,
  siteTitle,
  rowIndex,
  rowsOf,
  topNodes,
  tracedInstead,
  worstPrompt,
} from './sites'
import { scoresOf } from '../../testing/site-scores'

const SITES_OF_TEST: Site[] = [
  { site: 'resid', layer: 0, pos: 3 },
  { site: 'heads', layer: 0, head: 1 },
  { site: 'heads', layer: 1, head: 2 },
  { site: 'mlp', layer: 1 },
  { site: 'mlp', layer: 1, pos: 2 },
  { site: 'q', layer: 1, head: 2 },
  { site: 'neurons', layer: 0, neuron: 51 },
]
const scores = scoresOf(SITES_OF_TEST, [9, -1, 0.5, 4, 7, -8, 2])

describe('sites', () => {
  it('survive a round trip through the columns', () => {
    expect(SITES_OF_TEST.map((_, row) => siteAt(scores, row))).toEqual(SITES_OF_TEST)
  })

  it('have a title each', () => {
    expect(SITES_OF_TEST.map(siteTitle)).toEqual([
      'resid 0 @3',
      'a0.h1',
      'a1.h2',
      'm1',
      'mlp 1 @2',
      'a1.h2<q>',
      'n0.51',
    ])
    expect(rowIndex(scores).get('m1')).toBe(3)
    expect(rowIndex(scores).size).toBe(SITES_OF_TEST.length)
  })

  it('belong to nodes of the graph where they can', () => {
    expect(SITES_OF_TEST.map(nodeOfSite)).toEqual([null, 'a0.h1', 'a1.h2', 'm1', 'm1', 'a1.h2', 'm0'])
  })

  it('differ by position', () => {
    expect(rowsOf(scores, 'mlp', 'whole')).toEqual([3])
    expect(rowsOf(scores, 'mlp', 'by-position')).toEqual([4])
  })
})

it('topNodes takes heads and MLPs as wholes, the largest first', () => {
  expect(topNodes(scores, 2).map(siteTitle)).toEqual(['m1', 'a0.h1'])
  expect(topNodes(scores, 99)).toHaveLength(3)
})

it('the worst prompt follows the sense of the metric', () => {
  expect([...effectsOfRow(scores, 3)]).toEqual([3, 5])
  expect(worstPrompt([3, 5, -2], 1)).toBe(1)
  expect(worstPrompt([3, 5, -2], -1)).toBe(2)
  expect(worstPrompt([], 1)).toBe(-1)
})

describe('a site in Trace', () => {
  it('is traced as the whole head or MLP, or left out, with a note', () => {
    expect(tracedInstead({ site: 'heads', layer: 4, head: 2 })).toBeNull()
    expect(tracedInstead({ site: 'mlp', layer: 3 })).toBeNull()
    expect(tracedInstead({ site: 'neurons', layer: 3, neuron: 7 })).toBe('traced as m3, the whole MLP')
    expect(tracedInstead({ site: 'neurons', layer: 3, neuron: 7, pos: 2 })).toBe(
      'traced as m3, all positions',
    )
    expect(tracedInstead({ site: 'q', layer: 4, head: 2 })).toBe('traced as a4.h2, the whole head')
    expect(tracedInstead({ site: 'heads', layer: 4, head: 2, pos: 1 })).toBe('traced as a4.h2, all positions')
    expect(tracedInstead({ site: 'resid', layer: 4, pos: 1 })).toBe('has no edges of its own: left out')
  })

  it('is recovered from the edges that were traced among sites', () => {
    expect(sitesOfEdges(['input->a4.h2<q>', 'm3->a4.h2<v>', 'a4.h2->logits'])).toEqual([
      { site: 'heads', layer: 4, head: 2 },
      { site: 'mlp', layer: 3 },
    ])
  })
})

import { describe, expect, it } from 'vitest'
import { siteAt, type Site } from '../../contract'
import {
  effectsOfRow,
  nodeOfSite,
  sitesOfEdges,
  siteKey,
  siteTitle,
  rowIndex,
  rowsOf,
  topNodes,
  topNodesText,
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
      '0.1',
      '1.2',
      'MLP 1',
      'MLP 1 @2',
      '1.2.q',
      'neuron 0.51',
    ])
    expect(siteTitle({ site: 'heads', layer: 9, head: 9, pos: 5 })).toBe('9.9 @5')
    expect(siteTitle({ site: 'pattern', layer: 9, head: 9 })).toBe('9.9 pattern')
    expect(siteKey({ site: 'q', layer: 9, head: 9 })).toBe('a9.h9<q>')
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
  expect(topNodes(scores, 2).map(siteTitle)).toEqual(['MLP 1', '0.1'])
  expect(topNodes(scores, 99)).toHaveLength(3)
})

it('topNodesText promises no more heads and MLPs than there are', () => {
  expect(topNodesText(scores, 2)).toBe('the top 2')
  expect(topNodesText(scores, 3)).toBe('the top 3')
  expect(topNodesText(scores, 20)).toBe('all 3 heads and MLPs')
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
    expect(tracedInstead({ site: 'neurons', layer: 3, neuron: 7 })).toBe('traced as MLP 3, the whole MLP')
    expect(tracedInstead({ site: 'neurons', layer: 3, neuron: 7, pos: 2 })).toBe(
      'traced as MLP 3, all positions',
    )
    expect(tracedInstead({ site: 'q', layer: 4, head: 2 })).toBe('traced as 4.2, the whole head')
    expect(tracedInstead({ site: 'heads', layer: 4, head: 2, pos: 1 })).toBe('traced as 4.2, all positions')
    expect(tracedInstead({ site: 'resid', layer: 4, pos: 1 })).toBe('has no edges of its own: left out')
  })

  it('is recovered from the edges that were traced among sites', () => {
    expect(sitesOfEdges(['input->a4.h2<q>', 'm3->a4.h2<v>', 'a4.h2->logits'])).toEqual([
      { site: 'heads', layer: 4, head: 2 },
      { site: 'mlp', layer: 3 },
    ])
  })
})

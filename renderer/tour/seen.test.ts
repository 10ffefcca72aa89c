import { describe, expect, it } from 'vitest'
import { siteColumns, type Site, type SiteScores } from '../../contract'
import { buildGraph } from '../../engine/graph'
import { TOUR_STEPS } from '../state/tour'
import type { TourFacts } from './facts'
import * as seen from './seen'
import { TOUR } from './steps'

const graph = buildGraph({ layers: 2, heads: 2, mlps: true, parallel: false })
const NOTHING: TourFacts = {
  view: 'dataset',
  prompt: null,
  task: null,
  screen: null,
  selected: [],
  confirmed: null,
  traced: null,
  graph,
  circuit: null,
  pinned: null,
  judged: null,
  explanation: null,
  accepted: [],
  running: null,
}
const SITES: Site[] = [
  { site: 'resid', layer: 0 },
  { site: 'heads', layer: 1, head: 1 },
  { site: 'mlp', layer: 0 },
]
const scoresOf = (effects: number[]): SiteScores => ({
  ...siteColumns(SITES),
  value: new Float64Array(3),
  effect: Float64Array.from(effects),
  perPrompt: null,
  baseMetric: 5,
  promptCount: 2,
  passes: { forward: 2, backward: 1 },
})

describe('the tour', () => {
  it('asks for something in each step, and finds nothing before it is done', () => {
    for (const id of TOUR_STEPS) {
      expect(TOUR[id].task.split(/[.:] /).length).toBeLessThanOrEqual(3)
      expect(TOUR[id].seen(NOTHING)).toBeNull()
    }
  })

  it('says what the question is by the first prompt', () => {
    const prompt = {
      clean: 'A and B met, A saw',
      corrupt: 'C and D met, E saw',
      answers: ['B'],
      wrongAnswers: ['A'],
    }
    expect(seen.seenQuestion({ ...NOTHING, prompt })).toMatch(
      /^“A and B met, A saw” goes on with “B”, not “A”\./,
    )
  })

  it('names the strongest node of this screening, not the whole residual stream', () => {
    const text = seen.seenScreen({ ...NOTHING, screen: scoresOf([-9, -1.5, 0.5]) })
    expect(text).toContain('3 sites estimated; the strongest node is 1.1: ')
    expect(text).toContain('would change by −1.5000.')
  })

  it('holds what was measured against what was estimated', () => {
    const [exact, estimate] = [scoresOf([0, -2, 0.5]), scoresOf([0, -1, 0.5])]
    const agreement = { exact, estimate, pearson: 1, spearman: 1, flagged: [1] }
    expect(seen.seenConfirmed({ ...NOTHING, confirmed: { exact, agreement } })).toBe(
      'Measured exactly, 1.1 changes the logit difference by −2.0000; the estimate was −1.0000. 1 of 3 estimates is far off: there the model is not linear.',
    )
    expect(seen.seenConfirmed({ ...NOTHING, confirmed: { exact, agreement: null } })).toBe(
      'Measured exactly, 1.1 changes the logit difference by −2.0000, the most of 3 sites.',
    )
  })

  it('says of edges what they are called and what each does alone', () => {
    const traced = [{ row: 0, edge: 0, name: '', score: 0.25 }]
    expect(seen.seenTraced({ ...NOTHING, traced })).toContain('1 edge measured; the strongest is ')
    expect(seen.seenTraced({ ...NOTHING, traced: [] })).toMatch(/^No edge runs between/)
  })

  it('lists what was chosen, shortened where it is many', () => {
    expect(seen.seenChoice({ ...NOTHING, selected: SITES.slice(1) })).toMatch(
      /^2 sites chosen: 1\.1, MLP 0\./,
    )
    const many = Array.from({ length: 9 }, (): Site => ({ site: 'heads', layer: 0, head: 0 }))
    expect(seen.seenChoice({ ...NOTHING, selected: many })).toContain('0.0 and 3 more.')
  })
})

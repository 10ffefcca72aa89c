import { describe, expect, it } from 'vitest'
import type { CircuitJudgement, Evaluation } from '../../../contract'
import { measurementOf } from '../../../testing/measurement'
import {
  choiceFacts,
  headline,
  idleNodes,
  minimalityRows,
  percent,
  shownJudgements,
  worstSet,
} from './judge-data'

const measured = (...logitDiffs: number[]) => measurementOf({ logit_diff: logitDiffs })

function judged(label: string, ...logitDiffs: number[]): CircuitJudgement {
  return {
    label,
    edges: 8,
    edgesAfterPruning: 7,
    measurement: measured(...logitDiffs),
    faithfulness: 0.5,
    worstPrompt: null,
    randomFaithfulness: null,
  }
}

const evaluation: Evaluation = {
  clean: measured(10, 4, 1),
  corrupt: measured(-10, 0, 1),
  judgements: [judged('circuit', 10, 4, 1), judged('top 8', 0, 5, 1)],
  curve: null,
  cpr: null,
  cmd: null,
  completeness: null,
  minimality: null,
  precision: null,
  recall: null,
  roc: null,
  choices: {
    granularity: 'heads',
    component: 'outputs',
    ablation: 'resample',
    tokenPositions: 'all',
    direction: 'noising',
    promptSet: 'two, 2 pairs',
  },
}

describe('a judgement', () => {
  it('is of the top edges for a scored run', () => {
    expect(headline(evaluation).label).toBe('top 8')
    expect(shownJudgements(evaluation).map(({ label }) => label)).toEqual(['top 8'])
    const single = { ...evaluation, judgements: [judged('circuit', 1)] }
    expect(headline(single).label).toBe('circuit')
    expect(shownJudgements(single)).toHaveLength(1)
  })

  it('lists faithfulness without each node, the largest change first; only the size of the change in older results', () => {
    expect(
      minimalityRows([
        { node: 'm0', without: 1.02, change: 0.02 },
        { node: 'a1.h2', without: 0.4331, change: -0.5669 },
        { node: 'm1', without: 1, change: 0 },
      ]),
    ).toEqual([
      { node: 'a1.h2', without: '43.3 %', change: '−56.7 %', share: -0.5669 },
      { node: 'm0', without: '102.0 %', change: '+2.0 %', share: 0.02 },
      { node: 'm1', without: '100.0 %', change: '0.0 %', share: 0 },
    ])
    expect(minimalityRows([{ node: 'm0', change: 0.5669 }])).toEqual([
      { node: 'm0', without: null, change: '56.7 %', share: 0.5669 },
    ])
  })

  it('counts the nodes that it could do without, and points to the set that shows what it lacks most', () => {
    const change = (value: number) => ({ node: 'm0', without: 1 + value, change: value })
    expect(idleNodes([change(-0.2), change(0.009), change(0), change(-0.01)])).toBe(2)
    const set = (circuit: number, model: number) => ({ without: ['m0'], circuit, model })
    expect(worstSet([set(0.4, 0.5), set(0.9, 0.2), set(0.1, 0.5)])).toBe(1)
  })

  it('names its choices in words', () => {
    expect(choiceFacts(evaluation)).toEqual([
      ['Granularity', 'heads'],
      ['Component', 'outputs'],
      ['Ablation', 'resample'],
      ['Positions', 'all'],
      ['Direction', 'noising'],
      ['Prompt set', 'two, 2 pairs'],
    ])
  })

  it('is a percentage', () => {
    expect([1.003, -0.1, 0, null, NaN].map((share) => percent(share))).toEqual([
      '100.3 %',
      '−10.0 %',
      '0.0 %',
      '–',
      '–',
    ])
  })
})

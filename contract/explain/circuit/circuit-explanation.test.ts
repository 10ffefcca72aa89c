import { describe, expect, it } from 'vitest'
import { buildGraph, edgeIndexByName } from '../../../engine/graph'
import { HEAD_SCORE_NAMES, REPEATED_SCORES, type SetSummary } from '../head-scores'
import type { NodeRole, SuggestedRoles } from '../roles'
import { circuitExplanation, type CircuitQuestion } from './circuit-explanation'
import { sumTexts } from './number-words'
import { circuitExplanationRows, circuitExplanationText } from './circuit-text'

const SHAPE = { layers: 2, heads: 2, mlps: true, parallel: false }
const graph = buildGraph(SHAPE)
const heads = ['a0.h0', 'a0.h1', 'a1.h0', 'a1.h1']

/** Two prompts; each head adds one more than the one before it, the others nothing, and constants half a logit. */
function summaryOf(): SetSummary {
  const nodes = [...graph.senders.map(({ name }) => name), 'constants']
  const parts = nodes.map((node) => (node === 'constants' ? 0.5 : heads.indexOf(node) + 1))
  const sum = parts.reduce((all, part) => all + part, 0)
  const twice = (values: number[]) => Float64Array.from(values.flatMap((value) => [value, value]))
  const nothing = () => ({ mean: new Float64Array(4).fill(NaN), perPrompt: new Float64Array(8).fill(NaN) })
  return {
    heads,
    scores: Object.fromEntries(
      HEAD_SCORE_NAMES.map((name) => [name, nothing()]),
    ) as unknown as SetSummary['scores'],
    repeated: Object.fromEntries(
      REPEATED_SCORES.map((name) => [name, new Float64Array(4)]),
    ) as unknown as SetSummary['repeated'],
    attribution: {
      nodes,
      clean: twice(parts),
      corrupt: twice(parts),
      cleanLogitDiff: twice([sum]),
      corruptLogitDiff: twice([sum]),
      largestGap: 1e-7,
    },
    attentionWrites: new Float64Array(4),
  }
}

const suggestions: SuggestedRoles[] = [
  suggested('a0.h0', 0.9),
  suggested('a0.h1', 0.5),
  { head: 'a1.h0', suggestions: [] },
  { head: 'a1.h1', suggestions: [] },
]

function suggested(head: string, value: number): SuggestedRoles {
  const evidence = [{ score: 'previousToken' as const, value, against: null }]
  return {
    head,
    suggestions: [{ role: 'previous-token', confidence: 'clear', evidence, sentence: 'It does.' }],
  }
}

const EDGES = ['input->a0.h0<v>', 'a0.h0->a1.h0<k>', 'a0.h1->a1.h0<k>', 'a1.h0->logits', 'm0->logits']

function question(edges: string[] | null, accepted: NodeRole[] = []): CircuitQuestion {
  const index = edgeIndexByName(graph)
  return {
    opened: {
      model: { path: '/m', title: 'small', hash: null },
      shape: SHAPE,
      promptsName: 'pairs',
      madeOf: {
        promptsHash: 'tokens:0',
        certificate: null,
        patchbayVersion: '1.0.0',
        onnxruntimeVersion: '1.0.0',
      },
      prompts: [0, 1],
      circuit: edges && { edges: Int32Array.from(edges, (edge) => index.get(edge)!), runId: 'r' },
      metric: 'logit_diff',
      direction: 'noising',
      ablation: 'resample',
      limits: [],
    },
    graph,
    summary: summaryOf(),
    suggested: suggestions,
    accepted,
  }
}

function role(node: string, label: string, ofRole: NodeRole['role'] = null): NodeRole {
  return { node, label, role: ofRole, colour: 'role-3', evidence: 'I looked.', promptsName: '' }
}

describe('a sum in words', () => {
  it('adds up as shown', () => {
    expect(sumTexts(1, [0.334, 0.333, 0.333])).toEqual({
      whole: '1.000',
      parts: ['0.334', '+ 0.333', '+ 0.333'],
    })
    expect(sumTexts(-0.5, [0.25, -0.75])).toEqual({ whole: '−0.50', parts: ['0.25', '− 0.75'] })
    expect(sumTexts(-0.5, [-0.75, 0.25])).toEqual({ whole: '−0.50', parts: ['−0.75', '+ 0.25'] })
  })
})

describe('the explanation of a circuit', () => {
  it('groups its nodes by what the numbers suggest, and says them', () => {
    const { groups, edges } = circuitExplanation(question(EDGES))
    expect(groups.map(({ label, nodes }) => [label, nodes])).toEqual([
      ['Previous-token head', ['a0.h0', 'a0.h1']],
      ['No role yet', ['a1.h0']],
      ['MLPs', ['m0']],
      ['Embedding', ['input']],
    ])
    expect(groups[0].evidence).toBe(
      '2 previous-token heads: 0.70 (0.50 to 0.90) of their attention goes to the token before; together +3.00 of 10.50 logits directly.',
    )
    expect(edges).toEqual(expect.arrayContaining(EDGES))
  })

  it('says which of a group only weak numbers suggest', () => {
    const weak = (head: string): SuggestedRoles => {
      const { suggestions } = suggested(head, 0.5)
      return { head, suggestions: suggestions.map((one) => ({ ...one, confidence: 'weak' })) }
    }
    const groupOf = (of: SuggestedRoles[], accepted: NodeRole[] = []) =>
      circuitExplanation({ ...question(EDGES, accepted), suggested: of }).groups[0]
    const [one, other] = ['a0.h0', 'a0.h1']
    expect(groupOf([weak(one), weak(other)]).evidence).toMatch(
      /^2 previous-token heads, by weak numbers: 0\.50 /,
    )
    const some = groupOf([suggested(one, 0.9), weak(other)])
    expect(some).toMatchObject({ suggested: [one, other], weak: [other] })
    expect(some.evidence).toMatch(/^2 previous-token heads, 1 of them by weak numbers: 0\.70 /)
    const said = [role(other, 'Previous-token head', 'previous-token')]
    expect(groupOf([suggested(one, 0.9), weak(other)], said)).toMatchObject({ suggested: [one], weak: [] })
  })

  it('names the prompts where it has numbers of random tokens, too', () => {
    const both = suggested('a0.h0', 1)
    const [{ evidence }] = both.suggestions
    evidence.unshift({ score: 'repeated previousToken', value: 0.9, against: 0.2 })
    const asked = { ...question(['a0.h0->a1.h0<k>']), suggested: [both] }
    expect(circuitExplanation(asked).groups[0].evidence).toMatch(
      /^1 previous-token head: on repeated random tokens 0\.90 of its attention goes to the token before \(by chance 0\.20\), on the prompts 1\.00 of its attention goes to the token before; /,
    )
  })

  it('adds up to the logit difference', () => {
    const { totals } = circuitExplanation(question(EDGES))
    expect(totals).toMatchObject({ logitDiff: 10.5, inCircuit: 6, outside: 4, constants: 0.5, gap: 0 })
    expect(circuitExplanation(question(null)).totals).toMatchObject({ inCircuit: 10, outside: 0 })
  })

  it('takes what a person said first, and their name of a role for what is suggested', () => {
    const accepted = [role('a0.h0', 'Shifter', 'previous-token'), role('a1.h0', 'Reader')]
    const { groups } = circuitExplanation(question(EDGES, accepted))
    expect(groups[0]).toMatchObject({
      label: 'Reader',
      role: null,
      evidence: expect.stringContaining('I looked'),
    })
    expect(groups[1]).toMatchObject({
      label: 'Shifter',
      role: 'previous-token',
      colour: 'role-3',
      nodes: ['a0.h0', 'a0.h1'],
      suggested: ['a0.h1'],
      unsupported: [],
    })
  })

  it('names nodes of a group that the numbers do not suggest for it', () => {
    const { groups } = circuitExplanation(question(EDGES, [role('a1.h0', 'Shifter', 'previous-token')]))
    expect(groups[0].unsupported).toEqual(['a1.h0'])
  })

  it('has no nodes where nothing is kept, and all without a circuit', () => {
    expect(circuitExplanation(question([])).groups).toEqual([])
    expect(circuitExplanation(question(null)).nodes).toHaveLength(graph.senders.length)
  })

  it('says the same as text, and as rows that no spreadsheet computes', () => {
    const explained = circuitExplanation(question(EDGES, [role('a1.h0', '=1+1, "quoted"')]))
    expect(circuitExplanationText(explained)).toContain(
      "Logit difference 10.50 = 6.00 by the circuit's nodes + 4.00 by others + 0.50 by constants",
    )
    const rows = circuitExplanationRows(explained)
    expect(rows).toHaveLength(explained.nodes.length + 1)
    expect(rows.every((row) => row.length === rows[0].length)).toBe(true)
    const said = rows.find(([node]) => node === 'a1.h0')
    expect(said?.slice(0, 4)).toEqual(['a1.h0', `'=1+1, "quoted"`, '', 'person'])
    expect(JSON.parse(JSON.stringify(explained))).toEqual(explained)
  })
})

import { describe, expect, it } from 'vitest'
import type { EdgeScores, ModelInfo, RunConfig } from '../../../contract'
import { buildGraph, edgeIndexByName } from '../../../engine/graph'
import type { MethodRun } from '../../state/run-store'
import {
  edgesAmong,
  edgesOfSlot,
  isAmong,
  knownTrace,
  offeredSlots,
  pathEdges,
  slotLabel,
  slotOfNode,
  slotSize,
  tracedLooks,
} from './trace-data'

const graph = buildGraph({ layers: 2, heads: 3, mlps: false, parallel: false })
const index = edgeIndexByName(graph)

function scoresOf(found: Record<string, number>): EdgeScores {
  return {
    edge: Int32Array.from(Object.keys(found), (name) => index.get(name)!),
    score: Float64Array.from(Object.values(found)),
    perPrompt: null,
    baseMetric: 0,
    promptCount: 1,
    passes: { forward: 2, backward: 0 },
  }
}

const scores = scoresOf({ 'input->a1.h2<k>': 0.1, 'a0.h1->a1.h2<k>': -8, 'a0.h1->logits': 2 })

describe('edgesOfSlot', () => {
  const names = (slot: Parameters<typeof edgesOfSlot>[2]) =>
    edgesOfSlot(graph, scores, slot).map(({ name, score }) => `${name} ${score}`)

  it('lists senders into a receiver, receivers of a sender, or all; the largest first', () => {
    const both = { receiver: 'a1.h2<k>', sender: 'a0.h1' }
    expect(names({ traceMode: 'into', ...both })).toEqual(['a0.h1 -8', 'input 0.1'])
    expect(names({ traceMode: 'from', ...both })).toEqual(['a1.h2<k> -8', 'logits 2'])
    expect(names({ traceMode: 'among', ...both })).toHaveLength(3)
    expect(names({ traceMode: 'into', receiver: 'a1.h0<q>', sender: '' })).toEqual([])
  })

  it('of a whole head are those of its q, k and v, each named', () => {
    const slot = { traceMode: 'into', receiver: 'a1.h2', sender: '' } as const
    expect(names(slot)).toEqual(['a0.h1->a1.h2<k> -8', 'input->a1.h2<k> 0.1'])
    // Four senders into each of three: what a run traced of fewer is not the slot.
    expect(slotSize(graph, slot)).toBe(12)
    expect(slotSize(graph, { ...slot, receiver: 'a1.h2<k>' })).toBe(4)
  })
})

describe('pathEdges', () => {
  it('follows the chain, spaces or not', () => {
    const found = pathEdges(graph, 'a0.h1 -> a1.h2<k>->logits')
    expect(found).toEqual({ edges: [index.get('a0.h1->a1.h2<k>'), index.get('a1.h2->logits')] })
  })

  it('says what is wrong', () => {
    const problem = (text: string) => (pathEdges(graph, text) as { problem: string }).problem
    expect(problem('a0.h1')).toMatch(/^A path is a sender and receivers/)
    expect(problem('a9.h9->logits')).toBe('“a9.h9” is not a sender of this model.')
    expect(problem('a0.h1->a1.h2->logits')).toBe(
      '“a1.h2” is not a receiver of this model: write a1.h2<q>, a1.h2<k> or a1.h2<v>.',
    )
    expect(problem('a1.h2->a0.h1<q>')).toBe('a1.h2 comes after a0.h1<q>: it cannot write to it.')
    expect(problem('a0.h1->logits->logits')).toBe('“logits” is not a sender of this model.')
  })
})

describe('slots', () => {
  it('of the selection come first', () => {
    const { first, others } = offeredSlots(graph, 'into', [{ site: 'heads', layer: 1, head: 2 }])
    expect(first).toEqual(['a1.h2', 'a1.h2<q>', 'a1.h2<k>', 'a1.h2<v>', 'logits'])
    // Every head as a whole, too.
    expect(first.length + others.length).toBe(graph.receivers.length + 6)
    expect(slotLabel(graph, 'a1.h2')).toBe('a1.h2 (q, k and v)')
    expect(slotLabel(graph, 'logits')).toBe('logits')
  })

  it('of a clicked head keep the kind that was chosen, and are all three where none was', () => {
    expect(slotOfNode(graph, 'into', 'a0.h0', 'a1.h2<k>')).toBe('a0.h0<k>')
    expect(slotOfNode(graph, 'into', 'a0.h0', 'logits')).toBe('a0.h0')
    expect(slotOfNode(graph, 'into', 'a0.h0', 'a1.h2')).toBe('a0.h0')
    expect(slotOfNode(graph, 'into', 'logits', 'a1.h2<k>')).toBe('logits')
    expect(slotOfNode(graph, 'into', 'input', 'logits')).toBeNull()
    expect(slotOfNode(graph, 'from', 'input', 'a0.h0')).toBe('input')
    expect(slotOfNode(graph, 'from', 'logits', 'a0.h0')).toBeNull()
  })
})

it('edgesAmong joins the selected heads with both ends of the model', () => {
  const names = edgesAmong(graph, [
    { site: 'heads', layer: 0, head: 1 },
    { site: 'heads', layer: 1, head: 2 },
  ])
  // input into both heads' q, k, v; a0.h1 into a1.h2's; three senders into logits.
  expect(names).toHaveLength(3 + 3 + 3 + 3)
  expect(names).toContain('a0.h1->a1.h2<k>')
  expect(names).not.toContain('a0.h0->a1.h2<k>')
})

it('tracedLooks colours by sign and leaves the faintest to the list', () => {
  const edges = [
    { row: 0, edge: 4, name: 'a', score: -8 },
    { row: 1, edge: 5, name: 'b', score: 2 },
    { row: 2, edge: 6, name: 'c', score: 0.001 },
  ]
  expect(tracedLooks(edges, 8, -1)).toEqual([
    { edge: 4, kind: 'kept', value: 1, strength: 1, isCrowded: false },
    { edge: 5, kind: 'kept', value: -0.25, strength: 0.5, isCrowded: false },
  ])
})

describe('a run that is there already', () => {
  const config: RunConfig = {
    method: 'edges',
    model: '/tiny',
    prompts: { name: 'p', bos: 'none', rows: [] },
    metric: 'kl',
    direction: 'noising',
    select: { kind: 'into', receiver: 'logits' },
    mlps: 'frozen',
  }
  const runOf = (own: RunConfig, modelHash = 'h1') =>
    ({
      summary: { id: 'r', state: 'done', method: own.method },
      detail: { config: own, provenance: { modelHash }, summary: { method: own.method } },
    }) as unknown as MethodRun
  const model = {
    path: '/tiny',
    hash: 'h1',
    hashes: { configAndWeights: 'h1', files: {} },
  } as unknown as ModelInfo

  it('answers the same question on the same model only', () => {
    expect(knownTrace([runOf(config)], { ...config }, model)).toBe('r')
    expect(knownTrace([runOf(config)], { ...config, mlps: 'recomputed' }, model)).toBeNull()
    expect(knownTrace([runOf(config, 'before the weights were changed')], config, model)).toBeNull()
  })

  it('is no answer among sites unless it was asked among sites', () => {
    expect(isAmong(runOf(config))).toBe(false)
    expect(isAmong(runOf({ ...config, select: { kind: 'list', edges: ['input->logits'] } }))).toBe(true)
  })
})

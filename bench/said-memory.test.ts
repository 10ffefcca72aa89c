import { expect, it } from 'vitest'
import { SAID_TOLERANCE, type RunConfig } from '../contract'
import { graphOf, runMemory } from '../engine/host'
import { plainLayer } from '../engine/model/transformer'
import { Draw, drawConfig } from '../testing/random-models'
import { judgedCircuit } from './judged-circuit'
import { promptPairs } from './prompts'

const SMALL = {
  ...drawConfig(new Draw(1)),
  ...{ layerCount: 12, heads: 12, kvHeads: 12, dModel: 768, dHead: 64, dMlp: 3072, vocabSize: 50257 },
  ...{ contextLength: 1024, causal: true, parallel: false, layers: [plainLayer(0.125)] },
  mlp: { kind: 'plain', activation: 'gelu' } as never,
}

const config = (method: string, more: Record<string, unknown>) =>
  ({
    ...{ method, metric: 'logit_diff', model: '', prompts: { name: 'many', bos: 'no', rows: [] } },
    ...{ ablation: 'resample', ...more },
  }) as unknown as RunConfig

const MID = {
  ...SMALL,
  ...{ layerCount: 4, heads: 8, kvHeads: 8, dModel: 256, dHead: 32, dMlp: 1024, vocabSize: 5000 },
}

const TINY = {
  ...SMALL,
  ...{ layerCount: 2, heads: 4, kvHeads: 4, dModel: 32, dHead: 8, dMlp: 128, vocabSize: 100 },
}

/** GPT-2 small's graph over narrow streams. */
const NARROW = { ...SMALL, dModel: 24, dHead: 2, dMlp: 96, vocabSize: 200 }

const MODELS = { 'GPT-2 small': SMALL, 'mid-sized': MID, tiny: TINY, narrow: NARROW }

/** What is said of a run of so many prompts. */
function saidOf(
  name: keyof typeof MODELS,
  [count, tokens]: readonly [number, number],
  run: RunConfig,
  inputs = {},
) {
  const model = MODELS[name]
  const prompts = promptPairs({ prompts: count, tokens, vocabSize: model.vocabSize })
  return runMemory(model, run, prompts, { bytes: 14e9, from: 'given' }, inputs)
}

function expectRight(saidBytes: number, megabytes: number): void {
  expect(Math.abs(saidBytes / (1e6 * megabytes) - 1)).toBeLessThan(SAID_TOLERANCE)
}

// Peaks of processes of their own, the host's 75 MB included: `npm run bench -- memory` measures them again.

const JUDGEMENTS = [
  ['GPT-2 small', 16, 16, { top: [3000] }, 1781],
  ['GPT-2 small', 16, 16, { curves: true }, 1818],
  ['GPT-2 small', 16, 16, { scores: false }, 1324],
  ['GPT-2 small', 16, 16, { scores: false, first: 9 }, 1172],
  ['GPT-2 small', 4, 16, { top: [300] }, 1080],
  ['GPT-2 small', 60, 20, { scores: false }, 1545],
  ['GPT-2 small', 1000, 20, { scores: false }, 1847],
  ['mid-sized', 16, 16, { top: [100] }, 372],
  ['mid-sized', 16, 16, { curves: true }, 387],
  ['mid-sized', 200, 20, { curves: true }, 1679],
  ['mid-sized', 200, 20, { top: [100] }, 1469],
  ['mid-sized', 200, 20, { scores: false, first: 9 }, 845],
  ['tiny', 8, 8, {}, 200],
] as const

interface Judged {
  top?: number[]
  scores?: boolean
  /** Every edge has a score, so that there are curves by size. */
  curves?: boolean
  /** Of its edges these alone. */
  first?: number
}

it.each(JUDGEMENTS)('judging on %s, %i x %i, of %j takes %i MB', (name, count, tokens, of, megabytes) => {
  const { top = [], scores = true, first, curves } = of as Judged
  const graph = graphOf(MODELS[name])
  const circuit = judgedCircuit(graph)
  const given = {
    ...circuit,
    edges: circuit.edges.slice(0, first),
    scores: curves
      ? Float64Array.from({ length: graph.edgeCount }, (_, edge) => Math.sin(12.9 * edge))
      : scores
        ? circuit.scores
        : null,
  }
  const judged = config('evaluate', { circuit: { runId: 'of another run' }, top, by: 'absolute' })
  expectRight(saidOf(name, [count, tokens], judged, { circuit: given }).peakBytes, megabytes)
})

it('a judgement whose circuit is not there yet is said to need as much as one of any', () => {
  const judged = config('evaluate', { circuit: { runId: 'to be found' }, top: [], by: 'absolute' })
  const of = (inputs = {}) => saidOf('GPT-2 small', [16, 16], judged, inputs)
  for (const circuit of [judgedCircuit(graphOf(SMALL)), undefined]) {
    expect(of({ circuit }).peakBytes).toBeLessThanOrEqual(of().peakBytes)
  }
})

const WORKFLOWS = [
  ['GPT-2 small', 16, 16, 5, 1352],
  ['GPT-2 small', 4, 16, 5, 952],
  ['mid-sized', 200, 20, 20, 1641],
  ['mid-sized', 16, 16, 20, 504],
  ['tiny', 8, 8, 5, 212],
] as const

it.each(WORKFLOWS)(
  'a workflow on %s, %i x %i, of %i nodes takes %i MB',
  (name, count, tokens, top, megabytes) => {
    const workflow = config('workflow', { direction: 'noising', top })
    expectRight(saidOf(name, [count, tokens], workflow).peakBytes, megabytes)
  },
)

const ATTRIBUTION = { direction: 'noising', variant: 'atp', sites: ['heads', 'mlp'] }
const EAP = { direction: 'noising', igSteps: 0 }
const ACDC = { threshold: 0.2, order: 'reference', absolute: false }
const TESTS = { circuit: { runId: 'given' }, by: 'absolute', draws: 100, testedEdges: 500 }

const OTHERS = [
  ['GPT-2 small', 'eap', 4, 16, EAP, 818],
  ['GPT-2 small', 'eap', 16, 16, EAP, 1044],
  ['GPT-2 small', 'eap', 60, 20, EAP, 1380],
  ['GPT-2 small', 'eap', 16, 16, { ...EAP, igSteps: 2 }, 1145],
  ['GPT-2 small', 'eap', 16, 16, { ...EAP, ablation: 'mean' }, 1474],
  ['GPT-2 small', 'check', 4, 16, {}, 948],
  ['GPT-2 small', 'check', 1000, 20, {}, 1544],
  ['mid-sized', 'eap', 16, 16, EAP, 268],
  ['mid-sized', 'eap', 200, 20, EAP, 722],
  ['mid-sized', 'eap', 200, 20, { ...EAP, igSteps: 2 }, 891],
  ['mid-sized', 'eap', 200, 20, { ...EAP, ablation: 'mean' }, 1257],
  ['mid-sized', 'attribution', 200, 20, ATTRIBUTION, 634],
  ['mid-sized', 'activation', 200, 20, { direction: 'noising', sites: ['heads'], neurons: [] }, 698],
  ['mid-sized', 'path', 200, 20, { direction: 'noising', path: 'a0.h1->a1.h2<q>->logits' }, 1027],
  ['mid-sized', 'acdc', 200, 20, ACDC, 640],
  ['mid-sized', 'check', 16, 16, {}, 305],
  ['mid-sized', 'check', 60, 20, {}, 571],
  ['mid-sized', 'check', 200, 20, {}, 805],
  ['mid-sized', 'check', 400, 20, {}, 811],
  ['mid-sized', 'tests', 16, 16, TESTS, 386],
  ['mid-sized', 'tests', 200, 20, TESTS, 1566],
  ['tiny', 'eap', 8, 8, EAP, 199],
  ['tiny', 'check', 8, 8, {}, 202],
] as const

it.each(OTHERS)('%s, %s, %i x %i, %j takes %i MB', (name, method, count, tokens, more, megabytes) => {
  expectRight(saidOf(name, [count, tokens], config(method, more)).peakBytes, megabytes)
})

/** Of circuits of few edges and of many: at most so many as are kept with a threshold that few users would choose. */
const ACDC_RUNS = [
  ['GPT-2 small', 4, 16, 880, null],
  ['GPT-2 small', 16, 16, 1063, 1421],
  ['mid-sized', 16, 16, 278, 399],
  ['mid-sized', 200, 20, 690, 1088],
  ['tiny', 8, 8, 204, 217],
  ['narrow', 2, 6, 221, 296],
] as const

it.each(ACDC_RUNS)(
  'ACDC on %s, %i x %i takes %i MB, and %i where many edges are kept',
  (name, count, tokens, few, many) => {
    const { peakBytes, mostBytes } = saidOf(name, [count, tokens], config('acdc', ACDC))
    expectRight(peakBytes, few)
    if (many) expectRight(mostBytes!, many)
  },
)

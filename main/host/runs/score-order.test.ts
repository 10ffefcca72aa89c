import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  circuitFileSchema,
  importanceOf,
  looksForEdges,
  meaningOfBlock,
  meaningOfRun,
  METRICS,
} from '../../../contract'
import type { ArgsOf, CircuitFile, Direction, MetricName, ScoreMeaning } from '../../../contract'
import { buildGraph, edgeName, rankEdges, type GraphShape } from '../../../engine/host'
import { metricsOf, taskOf, tinyReferences } from '../../../testing/method-references'
import { TestHost } from '../../../testing/host-from-source'
import { edgeScores } from './run-circuit'

// What "signed" takes first, of every kind of run and of its file, against the definition: noising effects that
// hurt, denoising effects that restore. The definition is written out here, not taken from the program.

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-score-order-'))
let host: TestHost
beforeAll(() => void (host = new TestHost(path.join(folder, 'runs.db'))))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

const reference = tinyReferences().find(({ name }) => name === 'attn-only-2l')!
const task = taskOf(reference)
const TOP = 12

type Config = ArgsOf<'runs.start'>['config']

/** [edge] by the definition: how far an effect makes the run worse (noising) or better (denoising). */
function matters(effects: ArrayLike<number>, metric: MetricName, direction: Direction): number[] {
  const isWorseWhenLarger = metric === 'kl' || metric === 'nll'
  const harm = Array.from(effects, (effect) => (isWorseWhenLarger ? effect : -effect))
  return direction === 'noising' ? harm : harm.map((one) => -one)
}

/** The first edges that have a value, the largest first. */
function firstOf(values: readonly number[], count: number): number[] {
  const edges = values.flatMap((value, edge) => (Number.isNaN(value) ? [] : edge))
  return edges.sort((a, b) => values[b] - values[a] || a - b).slice(0, count)
}

const signed = (scores: Float64Array, meaning: ScoreMeaning | null) => [
  ...rankEdges(importanceOf(scores, meaning!), 'signed').subarray(0, TOP),
]

function scoresOfFile({ edges }: CircuitFile, shape: GraphShape): Float64Array {
  const graph = buildGraph(shape)
  return Float64Array.from(
    { length: graph.edgeCount },
    (_, edge) => edges[edgeName(graph, edge)].score ?? NaN,
  )
}

/** A finished run, its file and that file opened again: the top edges of each. */
async function sources(config: Config) {
  const { id } = await host.call('runs.start', { config })
  await host.untilDone(id)
  const run = await host.call('runs.get', { id })
  const { text } = await host.call('runs.export', { id, format: 'json' })
  const file = circuitFileSchema.parse(JSON.parse(text))
  const opened = await host.call('runs.import', { text, fileName: 'scores.json' })
  const imported = await host.call('runs.get', { id: opened.id })
  const tops = {
    run: signed(edgeScores(run), meaningOfRun(run)),
    file: signed(scoresOfFile(file, run.shape), meaningOfBlock(file.patchbay, 'scores.json')),
    import: signed(edgeScores(imported), meaningOfRun(imported)),
  }
  return { id, run, file, opened, tops }
}

const DIRECTIONS = ['noising', 'denoising'] as const
const CASES = METRICS.flatMap((metric) => DIRECTIONS.map((direction) => [metric, direction] as const))

describe.each(CASES)('the top edges by signed score, %s, %s', (metric, direction) => {
  const common = { ...task, metric, direction }
  const hasGradient = metric !== 'kl' || direction === 'denoising'

  it.each([
    ...(hasGradient ? [['EAP', { method: 'eap', ...common }] as const] : []),
    ['EAP-IG', { method: 'eap', ...common, igSteps: 3 }] as const,
    ['exact edges', { method: 'edges', ...common, select: { kind: 'all' } }] as const,
  ])('of %s: run, file and opened file', async (_, config) => {
    const { id, tops } = await sources(config)
    const result = await host.call('runs.result', { id })
    if (result?.kind !== 'edges') throw new Error('the run found no scores of edges')
    const effects = new Float64Array(result.scores.edge.length)
    result.scores.edge.forEach((edge, row) => (effects[edge] = result.scores.score[row]))
    const expected = firstOf(matters(effects, metric, direction), TOP)
    expect(tops).toEqual({ run: expected, file: expected, import: expected })
  })
})

describe.each(DIRECTIONS)('against the published numbers, %s', (direction) => {
  const side = direction === 'noising' ? 'noise' : 'denoise'
  const numbers = metricsOf(reference.numbers.edge_exact[side])
  it.each(numbers)('exact edges, $metric', async ({ metric, expected }) => {
    const config = { method: 'edges', ...task, metric, direction, select: { kind: 'all' } } as const
    const { tops } = await sources(config)
    // The patched metric differs from the effect by a constant, so both have one order.
    const wanted = matters(expected, metric, direction)
    const [least] = tops.run.map((edge) => wanted[edge]).sort((a, b) => a - b)
    const rest = wanted.filter((_, edge) => !tops.run.includes(edge))
    expect(least).toBeGreaterThan(Math.max(...rest) - 2 * reference.tolerance)
  })
})

describe.each(METRICS)('the top edges of ACDC by signed score, %s', (metric) => {
  it('are those whose removal hurts most: by their effect where it was measured, else by the delta', async () => {
    const { run, tops } = await sources({ method: 'acdc', ...task, metric, threshold: 0.01 })
    const { decisions, effects, summary } = run
    const values = Array.from({ length: summary.edgesTotal }, () => NaN)
    decisions.edge.forEach((edge, row) => (values[edge] = decisions.delta[row]))
    const harms = matters(effects.effect, metric, 'noising')
    effects.edge.forEach((edge, row) => (values[edge] = harms[row]))
    const expected = firstOf(values, TOP)
    expect(tops).toEqual({ run: expected, file: expected, import: expected })
  })
})

describe('evaluate --by signed', () => {
  /** What a circuit of these edges keeps, by the file that names them. */
  async function kept(file: CircuitFile, edges: readonly number[], shape: GraphShape): Promise<number> {
    const names = new Set(edges.map((edge) => edgeName(buildGraph(shape), edge)))
    const chosen = Object.keys(file.edges).map((name) => [name, { in_graph: names.has(name) }])
    const circuit = { cfg: file.cfg, nodes: {}, edges: Object.fromEntries(chosen) }
    return (await judged({ circuit })).judgements[0].faithfulness!
  }

  async function judged(
    options: Omit<Extract<Config, { method: 'evaluate' }>, 'method' | 'model' | 'prompts' | 'metric'> & {
      metric?: MetricName
    },
  ) {
    const config = { method: 'evaluate', ...task, metric: 'logit_diff', ...options } as const
    return (await host.found('evaluation', config)).result.evaluation
  }

  it.each<[string, Config]>([
    ['EAP by nll', { method: 'eap', ...task, metric: 'nll', direction: 'noising' }],
    [
      'EAP by logit_diff, denoising',
      { method: 'eap', ...task, metric: 'logit_diff', direction: 'denoising' },
    ],
    ['EAP by kl, denoising', { method: 'eap', ...task, metric: 'kl', direction: 'denoising' }],
    [
      'exact edges by kl',
      { method: 'edges', ...task, metric: 'kl', direction: 'noising', select: { kind: 'all' } },
    ],
  ])('%s: the metric that judges does not decide the sign', async (_, config) => {
    const { id, file, opened, run, tops } = await sources(config)
    const expected = await kept(file, tops.run, run.shape)
    const ratings = []
    for (const circuit of [{ runId: id }, file, { runId: opened.id }]) {
      for (const metric of ['logit_diff', 'kl'] as const) {
        const { judgements, cpr, scores } = await judged({ circuit, metric, top: [TOP], by: 'signed' })
        expect(judgements[1].faithfulness).toBeCloseTo(expected, 6)
        expect(scores).toEqual(meaningOfRun(run))
        ratings.push(cpr)
      }
    }
    for (const cpr of ratings) expect(cpr).toBeCloseTo(ratings[0]!, 6)
    // The edges that come first by sign differ from all others in it.
    const names = new Set(tops.run.map((edge) => edgeName(buildGraph(run.shape), edge)))
    const chosen = Object.keys(file.edges).map((name) => [name, { in_graph: names.has(name) }])
    const first: CircuitFile = { cfg: file.cfg, nodes: {}, edges: Object.fromEntries(chosen) }
    const { roc } = await judged({ circuit: { runId: id }, reference: first, by: 'signed' })
    expect(roc!.auc).toBeCloseTo(1, 9)
  })

  it.each([
    ['logit_diff', 'denoising'],
    ['log_prob', 'noising'],
    ['prob_diff', 'denoising'],
    ['kl', 'denoising'],
    ['nll', 'noising'],
    ['nll', 'denoising'],
  ] as const)(
    'a foreign file of effects on %s, %s, or of gains, is judged as our own',
    async (metric, direction) => {
      const { file } = await sources({ method: 'eap', ...task, metric, direction })
      const { patchbay: _, ...bare } = file
      const names = Object.keys(file.edges)
      const gains = matters(
        names.map((name) => file.edges[name].score!),
        metric,
        direction,
      )
      const gained = names.map((name, i) => [name, { ...file.edges[name], score: gains[i] }])
      const own = await judged({ circuit: file, top: [TOP], by: 'signed' })
      const best = firstOf(gains, TOP).map((at) => names[at])
      const chosen = names.map((name) => [name, { in_graph: best.includes(name) }])
      const first: CircuitFile = { cfg: file.cfg, nodes: {}, edges: Object.fromEntries(chosen) }
      const { judgements } = await judged({ circuit: first })
      expect(own.judgements[1].faithfulness).toBeCloseTo(judgements[0].faithfulness!, 6)
      const readings = [
        { circuit: bare, scores: { kind: 'effect', metric, direction } },
        { circuit: { ...bare, edges: Object.fromEntries(gained) }, scores: { kind: 'gain' } },
      ] as const
      for (const reading of readings) {
        const read = await judged({ ...reading, top: [TOP], by: 'signed' })
        expect([read.cpr, read.cmd, read.judgements]).toEqual([own.cpr, own.cmd, own.judgements])
      }
    },
  )

  it('a file in the form of EAP-IG, gain of a loss and no word of it, is judged as our own file', async () => {
    const config = { method: 'eap', ...task, metric: 'logit_diff', direction: 'noising' } as const
    const { file } = await sources(config)
    const { patchbay: _, ...bare } = file
    const gains = Object.entries(file.edges).map(([name, edge]) => [name, { ...edge, score: -edge.score! }])
    const foreign = { ...bare, edges: Object.fromEntries(gains) }
    const own = await judged({ circuit: file, top: [TOP], by: 'signed' })
    const read = await judged({ circuit: foreign, scores: { kind: 'gain' }, top: [TOP], by: 'signed' })
    expect([read.cpr, read.cmd]).toEqual([own.cpr, own.cmd])
    expect(read.judgements).toEqual(own.judgements)
    const effect = { kind: 'effect', metric: 'logit_diff', direction: 'noising' } as const
    const raw = await judged({ circuit: bare, scores: effect, top: [TOP], by: 'signed' })
    expect([raw.cpr, raw.judgements]).toEqual([own.cpr, own.judgements])

    // Nobody said: the sign is not assumed, and absolute needs no answer.
    const unsaid = await judged({ circuit: foreign, top: [TOP] })
    // Without a signed order fewer circuits are measured side by side, and products of other sizes round otherwise.
    expect([unsaid.cpr, unsaid.cmd, unsaid.scores]).toEqual([null, expect.closeTo(own.cmd!, 7), null])
    await expect(judged({ circuit: foreign, by: 'signed' })).rejects.toThrow(
      'the circuit file does not say what its scores are, so it is not known which sign matters: say --scores gain (of a loss: positive = matters), or --scores effect with --scores-metric and --scores-direction (metric patched - metric before), or --by absolute, which needs no answer.',
    )
    await expect(judged({ circuit: file, scores: { kind: 'gain' } })).rejects.toThrow(
      'the circuit file says that its scores are: effect on logit_diff, noising (eap); --scores says: gain of a loss: positive = matters. Leave --scores out.',
    )
    const unscored = {
      ...bare,
      edges: {
        [edgeName(buildGraph({ layers: 2, heads: 4, mlps: false, parallel: false }), 0)]: { in_graph: true },
      },
    }
    await expect(judged({ circuit: unscored, scores: { kind: 'gain' } })).rejects.toThrow(
      'the circuit file has no scores, so --scores says nothing: leave it out.',
    )
  })
})

describe('a table says in every row what its scores are', () => {
  const sites = ['heads'] as const
  it.each<[string, Config]>([
    ['effect,nll,1,noising', { method: 'eap', ...task, metric: 'nll', direction: 'noising' }],
    [
      'effect,logit_diff,-1,denoising',
      { method: 'attribution', ...task, metric: 'logit_diff', direction: 'denoising', sites: [...sites] },
    ],
    [
      'magnitude,,,',
      {
        method: 'attribution',
        ...task,
        metric: 'logit_diff',
        direction: 'noising',
        variant: 'atp-star',
        sites: [...sites],
      },
    ],
  ])('%s', async (words, config) => {
    const { id } = await host.call('runs.start', { config })
    await host.untilDone(id)
    const { text } = await host.call('runs.export', { id, format: 'csv' })
    const [head, ...rows] = text.trimEnd().split('\n')
    const roles = head.startsWith('sender,') ? ',sender_role,receiver_role' : ',role'
    const stability = looksForEdges(config) ? ['circuit_stability'] : []
    const about = ['certificate', ...stability, 'run', 'method', 'model_hash', 'prompts_hash', 'patchbay']
    const ends = `,score_kind,score_metric,score_sense,score_direction${roles},${about.join(',')}`
    expect(head.slice(-ends.length)).toBe(ends)
    expect(rows.length).toBeGreaterThan(7)
    const end = `,${words}${roles.replace(/[^,]/g, '')},checked`
    for (const row of rows)
      expect(
        row
          .split(',')
          .slice(0, 1 - about.length)
          .join(',')
          .endsWith(end),
        row,
      ).toBe(true)
  })
})

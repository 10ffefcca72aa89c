import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SITE_FAMILIES } from '../../../contract'
import type { ArgsOf, MethodResult } from '../../../contract'
import { buildGraph, edgeName } from '../../../engine/host'
import { taskOf, tinyReferences } from '../../../testing/method-references'
import { slowPrompts } from '../../../testing/slow-prompts'
import { Store } from '../../store'
import { TestHost } from '../../../testing/host-from-source'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-methods-'))
const storePath = path.join(folder, 'runs.db')
let host: TestHost

beforeAll(() => void (host = new TestHost(storePath)))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

type Config = ArgsOf<'runs.start'>['config']
type Kind<K extends MethodResult['kind']> = Extract<MethodResult, { kind: K }>

const tiny = tinyReferences()[0]

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
  const [x, y] = [a.map((value) => value - mean(a)), b.map((value) => value - mean(b))]
  const product = (u: Float64Array, v: Float64Array) => u.reduce((sum, value, i) => sum + value * v[i], 0)
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y))
}

describe('stages that build on each other', () => {
  it('confirm exactly the sites that a screening proposed, with their agreement', async () => {
    const common = { ...taskOf(tiny), metric: 'logit_diff', direction: 'noising', sites: ['heads'] } as const
    const screening = await host.found('sites', {
      method: 'attribution',
      ...common,
      sites: ['heads', 'neurons'],
    })
    const only = [
      { site: 'heads' as const, layer: 0, head: 2 },
      { site: 'heads' as const, layer: 1, head: 1 },
      { site: 'neurons' as const, layer: 1, neuron: 3 },
    ]
    const config = {
      method: 'activation',
      ...common,
      sites: ['heads' as const],
      only,
      screening: screening.run.summary.id,
    } satisfies Config
    const { result } = await host.found('sites', config)
    expect([...result.scores.site].map((site) => SITE_FAMILIES[site])).toEqual(['heads', 'heads', 'neurons'])
    const { exact, estimate, pearson } = result.agreement!
    expect([...exact.head]).toEqual([2, 1, -1])
    expect([...estimate.neuron]).toEqual([-1, -1, 3])
    expect(exact.effect).toEqual(result.scores.effect)
    const row = [...screening.result.scores.neuron].findIndex(
      (neuron, i) => neuron === 3 && screening.result.scores.layer[i] === 1,
    )
    expect(estimate.effect[2]).toBe(screening.result.scores.effect[row])
    expect(pearson).toBeGreaterThan(0.5)
  })

  it('are held against effects of the same metric, direction, ablation and prompts only', async () => {
    const common = {
      ...taskOf(tiny),
      metric: 'logit_diff',
      direction: 'noising',
      sites: ['heads' as const],
    } as const
    const { run } = await host.found('sites', { method: 'attribution', ...common, sites: ['heads'] })
    const confirm = (change: Partial<Extract<Config, { method: 'activation' }>>) => {
      const screening = run.summary.id
      const only = [{ site: 'heads' as const, layer: 0, head: 2 }]
      const config = {
        method: 'activation',
        ...common,
        sites: ['heads' as const],
        only,
        screening,
        ...change,
      } as Config
      return host.call('runs.start', { config })
    }
    const { name } = run.summary
    const mend = 'choose an attribution run of the same effects, or none.'
    await expect(confirm({ metric: 'nll' })).rejects.toThrow(
      `${name} estimated effects with metric logit_diff, this run measures them with nll: ${mend}`,
    )
    await expect(confirm({ direction: 'denoising' })).rejects.toThrow(
      `${name} estimated effects with direction noising, this run measures them with denoising: ${mend}`,
    )
    await expect(confirm({ ablation: 'zero' })).rejects.toThrow(
      `${name} estimated effects with ablation resample, this run measures them with zero: ${mend}`,
    )
    const rows = common.prompts.rows.slice(1)
    await expect(confirm({ prompts: { ...common.prompts, rows } })).rejects.toThrow(
      `${name} estimated effects on other prompts: ${mend}`,
    )
  })

  it('hold estimates without a sign against the sizes of the effects', async () => {
    const common = {
      ...taskOf(tiny),
      metric: 'logit_diff',
      direction: 'noising',
      sites: ['heads' as const],
    } as const
    const { run } = await host.found('sites', {
      method: 'attribution',
      ...common,
      sites: ['heads'],
      variant: 'atp-star',
    })
    const screening = run.summary.id
    const { result } = await host.found('sites', {
      method: 'activation',
      ...common,
      sites: ['heads'],
      screening,
    })
    const { exact, estimate, pearson, ofMagnitudes } = result.agreement!
    expect(ofMagnitudes).toBe(true)
    expect(exact.effect.some((effect) => effect < 0)).toBe(true)
    expect(pearson).toBeCloseTo(correlation(estimate.effect, exact.effect.map(Math.abs)), 9)
    const file = JSON.parse((await host.call('runs.export', { id: screening, format: 'json' })).text)
    expect(file.patchbay.scores).toEqual({ kind: 'magnitude', method: 'attribution', ablation: 'resample' })
  })

  it('make one run and one record: screen, confirm, trace, propose, judge', async () => {
    const { result, run } = await host.found('workflow', {
      method: 'workflow',
      ...taskOf(tiny),
      metric: 'logit_diff',
      top: 4,
    })
    const { confirm, trace, proposed, judgement } = result.workflow
    expect([confirm.exact.site.length, confirm.estimate.site.length]).toEqual([4, 4])
    expect(run.effects).toEqual({ edge: trace.edge, effect: trace.score })
    expect(run.summary).toMatchObject({
      edgesKept: proposed.length,
      edgesDecided: 110,
      testsRun: 4 + trace.edge.length,
    })
    expect([...run.decisions.edge].filter((edge) => run.decisions.kept[edge])).toEqual([...proposed])
    expect(judgement.judgements[0].edges).toBe(proposed.length)
    expect(run.measurements!.faithfulness).toBe(judgement.judgements[0].faithfulness)
    const graph = buildGraph(run.shape)
    const { text } = await host.call('runs.export', { id: run.summary.id, format: 'json' })
    const { edges, patchbay } = JSON.parse(text)
    const inGraph = Object.keys(edges).filter((name) => edges[name].in_graph)
    expect(inGraph).toEqual([...proposed].map((edge) => edgeName(graph, edge)))
    const { result: again } = await host.found('evaluation', {
      method: 'evaluate',
      ...taskOf(tiny),
      metric: 'logit_diff',
      circuit: JSON.parse(text),
    })
    expect(again.evaluation.judgements[0].faithfulness).toBe(judgement.judgements[0].faithfulness)
    expect(patchbay).toMatchObject({ method: 'workflow', direction: 'noising', choices: { top: 4 } })
  })

  it('judge a circuit against another: precision, recall, ROC', async () => {
    const eap = await host.found('edges', {
      method: 'eap',
      ...taskOf(tiny),
      metric: 'logit_diff',
      direction: 'noising',
    })
    const flow = await host.found('workflow', {
      method: 'workflow',
      ...taskOf(tiny),
      metric: 'logit_diff',
      top: 4,
    })
    const [circuit, reference] = [eap, flow].map(({ run }) => ({ runId: run.summary.id }))
    const { result } = await host.found('evaluation', {
      method: 'evaluate',
      ...taskOf(tiny),
      metric: 'logit_diff',
      circuit,
      reference,
    })
    const { precision, recall, roc } = result.evaluation
    expect([precision, recall]).toEqual([flow.result.workflow.proposed.length / 110, 1])
    expect(roc!.auc).toBeGreaterThan(0.5)
    expect(roc!.truePositiveRate.at(-1)).toBe(1)
    await isAboutOneCircuit(circuit, reference, flow.result.workflow.proposed)
  })

  /** Of the top 5 of scores, all that is said is about these 5 edges. */
  async function isAboutOneCircuit(
    circuit: { runId: string },
    reference: { runId: string },
    wanted: Int32Array,
  ): Promise<void> {
    const { run, result } = await host.found('evaluation', {
      method: 'evaluate',
      ...taskOf(tiny),
      metric: 'logit_diff',
      circuit,
      reference,
      top: [20, 5],
    })
    const { judgements, precision, recall, sharedEdges, referenceEdges, minimality } = result.evaluation
    const { label, edges, measurement, faithfulness } = judgements.at(-1)!
    expect([judgements.length, label, edges, referenceEdges]).toEqual([3, 'top 5', 5, wanted.length])
    expect([precision, recall]).toEqual([sharedEdges! / 5, sharedEdges! / wanted.length])
    expect(minimality!.length).toBeLessThanOrEqual(10)
    for (const { without, change } of minimality!) expect(without! - change).toBeCloseTo(faithfulness!, 6)
    expect(run.summary).toMatchObject({ edgesKept: 5, metricFinal: measurement.mean.logit_diff })
  }
})

/** Many effects, one by one; caught in the middle by a pause, so that they need not last. */
function slowSweep(): Config {
  const prompts = { name: 'many', rows: slowPrompts(300) }
  const common = { model: tiny.task.modelPath, prompts, metric: 'kl' } as const
  return { method: 'edges', ...common, direction: 'noising', select: { kind: 'all' } }
}

describe('a sweep over all edges', () => {
  it('keeps every effect it reported through kill -9, twice, and ends with the identical result', async () => {
    const { result: whole } = await host.found('edges', slowSweep())
    const { id } = await host.call('runs.start', { config: slowSweep() })
    for (let kill = 1; kill <= 2; kill++) {
      await host.pausedAfter(id, 3)
      const { effects: reported } = await host.call('runs.get', { id })
      const back = host.next((event) => event.type === 'host-status' && event.status === 'ready')
      host.kill()
      await back
      const { summary, effects } = await host.call('runs.get', { id })
      expect(summary.state).toBe('interrupted')
      expect(reported.edge.length).toBeGreaterThan(0)
      expect([...effects.edge]).toEqual(expect.arrayContaining([...reported.edge]))
      expect(effects.edge.length).toBeLessThan(110)
      expect(summary.testsRun).toBe(effects.edge.length)
      await host.call('runs.resume', { id })
    }
    await host.untilDone(id)
    const { effects } = await host.call('runs.get', { id })
    expect(new Set(effects.edge).size).toBe(effects.edge.length)
    const result = (await host.call('runs.result', { id })) as Kind<'edges'>
    expect(result.scores).toEqual(whole.scores)
  })

  it('pauses, steps, stops and goes on', async () => {
    const { id } = await host.call('runs.start', { config: slowSweep() })
    expect((await host.call('runs.control', { id, action: 'pause' })).state).toBe('paused')
    const before = (await host.call('runs.get', { id })).effects.edge.length
    // A step ends with the next word of progress: the first may be of what was done already.
    for (let step = 0; step < 2; step++) {
      expect((await host.call('runs.control', { id, action: 'step' })).state).toBe('paused')
    }
    const { effects, progress } = await host.call('runs.get', { id })
    expect(effects.edge.length).toBeGreaterThan(before)
    expect(progress).toMatchObject({
      stage: 'patching edges',
      work: { done: effects.edge.length, total: 110 },
    })
    expect(await host.call('runs.result', { id })).toBe(null)
    expect((await host.call('runs.control', { id, action: 'stop' })).state).toBe('stopped')
    await host.call('runs.resume', { id })
    await host.untilDone(id)
    expect((await host.call('runs.get', { id })).effects.edge.length).toBe(110)
  })
})

describe('a run of a method', () => {
  it('begins again where it was stopped before its end', async () => {
    const { prompts, model } = slowSweep()
    const choices = {
      metric: 'log_prob',
      direction: 'denoising',
      sites: ['heads-by-position'],
    } satisfies Partial<Config>
    const config: Config = { method: 'activation', model, prompts, ...choices }
    const { id } = await host.call('runs.start', { config })
    await host.pausedAfter(id, 2)
    expect((await host.call('runs.get', { id })).progress!.work!.done).toBeGreaterThan(0)
    expect((await host.call('runs.control', { id, action: 'stop' })).state).toBe('stopped')
    await host.call('runs.resume', { id })
    await host.untilDone(id)
    const { scores } = (await host.call('runs.result', { id })) as Kind<'sites'>
    expect(scores.site.length).toBe(2 * 4 * 15)
  })

  it('is forgotten with its result', async () => {
    const { run } = await host.found('check', { method: 'check', ...taskOf(tiny), metric: 'kl' })
    const { id } = run.summary
    await host.call('runs.delete', { id })
    await expect(host.call('runs.result', { id })).rejects.toThrow('There is no run')
    const store = new Store(storePath)
    const [lease] = store.leases.list()
    store.leases.end(lease, 'gone')
    expect(store.results.read(id)).toBe(null)
    store.close()
  })
})

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  circuitFileSchema,
  type ArgsOf,
  type CircuitFile,
  type HostEvent,
  type PatchbayBlock,
  type RunDetail,
  rowsOf,
} from '../../contract'
import { describeWithShared } from '../../testing/real-models'
import { TestHost } from '../../testing/host-from-source'
import { spoil } from '../../testing/raw-store'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-host-'))
const storePath = path.join(folder, 'runs.db')
const tiny = path.join(import.meta.dirname, '../../fixtures/gpt2-tiny')
const catalog = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../samples/catalog.json'), 'utf8'))
let host: TestHost

beforeAll(() => void (host = new TestHost(storePath)))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

async function sampleRun(threshold = 0.02, name?: string): Promise<RunDetail> {
  const prompts = await host.call('promptSets.get', { id: 'sample:induction' })
  const config = { method: 'acdc', model: 'sample:induction', prompts, metric: 'kl', threshold } as const
  const { id } = await host.call('runs.start', { config, name })
  await host.untilState(id, 'done')
  return host.call('runs.get', { id })
}

const isDecisions = (runId: string) => (event: HostEvent) =>
  event.type === 'run-decisions' && event.runId === runId

describe('a run of the sample', () => {
  let run: RunDetail
  beforeAll(async () => void (run = await sampleRun()))

  it('is done, and was reported as it was saved: batches without gaps', () => {
    expect(run.summary).toMatchObject({
      state: 'done',
      edgesTotal: 81,
      edgesDecided: 81,
      edgesKept: 5,
      message: null,
    })
    const reported = host.events
      .filter(isDecisions(run.summary.id))
      .map((event) => event.type === 'run-decisions' && event)
    expect(reported.map((event) => event && event.seq)).toEqual(reported.map((_, i) => i + 1))
    expect(reported.flatMap((event) => (event ? [...event.decisions.edge] : []))).toEqual([
      ...run.decisions.edge,
    ])
    expect(run.seq).toBe(reported.length)
  })

  it('has a result, which one of an older store, stored without it, has from its journal', async () => {
    const kept = [...run.decisions.edge].filter((_, row) => run.decisions.kept[row] === 1)
    const result = await host.call('runs.result', { id: run.summary.id })
    expect(result).toEqual({
      kind: 'circuit',
      edges: Int32Array.from(kept).sort(),
      measurement: run.measurements!.circuit,
      faithfulness: run.summary.faithfulness,
    })
    spoil(storePath, 'DELETE FROM results')
    expect(await host.call('runs.result', { id: run.summary.id })).toEqual(result)
  })

  it('exports exactly the circuit that was built into it, with the whole record', async () => {
    const { fileName, text } = await host.call('runs.export', { id: run.summary.id, format: 'json' })
    const file = circuitFileSchema.parse(JSON.parse(text))
    const kept = Object.keys(file.edges).filter((name) => file.edges[name].in_graph)
    expect(fileName).toBe('run-1.json')
    expect(kept.sort()).toEqual([...catalog[0].circuit].sort())
    expect(file.cfg).toEqual({ n_layers: 2, n_heads: 4, parallel_attn_mlp: false, d_model: 64 })
    const inGraph = Object.keys(file.nodes).filter((name) => file.nodes[name].in_graph)
    expect(inGraph.sort()).toEqual(['a0.h1', 'a1.h2', 'input', 'logits'])
    const block = file.patchbay as PatchbayBlock
    expect(block).toMatchObject({
      format: 1,
      edges_total: 81,
      edges_kept: 5,
      threshold: 0.02,
      direction: 'noising',
      ablation: 'resample',
      tests_run: run.summary.testsRun,
    })
    expect(block.decisions.length).toBe(81)
    expect(block.decisions[0].slice(0, 2)).toEqual(['a1.h3', 'logits'])
    const free = block.decisions.filter(([, , metric, delta]) => metric === null && delta === null)
    expect(free.length).toBe(81 - run.summary.testsRun)
    expect(new Set(free.map((tuple) => tuple[5]))).toEqual(new Set(['receiver-has-no-kept-output']))
    expect(block.model).toMatchObject({ path: 'sample:induction', hash: run.provenance!.modelHash })
    expect(Object.keys(block.model.files!)).toEqual([
      'config.json',
      'tokenizer.json',
      'tokenizer_config.json',
    ])
    expect(block.model_warnings).toEqual([])
    expect(block.data).toMatchObject({ bos: 'tokenizer', prompts: block.data.rows.length })
    const parsed = await host.call('prompts.parse', { text: JSON.stringify({ prompts: block.data.rows }) })
    const { rows } = rowsOf(parsed)
    expect(run.config!.prompts.rows).toEqual(rows)
    expect(await host.call('prompts.parse', { text })).toMatchObject({ rows, bos: 'tokenizer', notes: [] })
    expect(Object.keys(block.effects).length).toBe(5)
  })

  it('comes back from its own file with the same circuit and scores', async () => {
    const { text } = await host.call('runs.export', { id: run.summary.id, format: 'json' })
    const { id } = await host.call('runs.import', { text, fileName: 'circuit.json' })
    const imported = await host.call('runs.get', { id })
    expect(imported.summary).toMatchObject({
      method: 'import',
      state: 'done',
      name: 'circuit',
      edgesKept: 5,
      modelName: 'induction',
    })
    const again = await host.call('runs.export', { id, format: 'json' })
    const { patchbay, ...circuit } = JSON.parse(text)
    const { scores, certificate } = patchbay as PatchbayBlock
    expect(scores).toEqual({
      kind: 'effect',
      metric: 'kl',
      sense: 1,
      direction: 'noising',
      method: 'acdc',
      ablation: 'resample',
    })
    expect(imported.summary.importedScores).toEqual({ meaning: scores, saidBy: 'file' })
    expect(JSON.parse(again.text)).toEqual({
      ...circuit,
      patchbay: { format: 1, method: 'import', scores, certificate },
    })
    const comparison = await host.call('runs.compare', { a: run.summary.id, b: id })
    expect([comparison.edgeJaccard, comparison.onlyA.length, comparison.onlyB.length]).toEqual([1, 0, 0])
    await expect(host.call('runs.resume', { id })).rejects.toThrow(
      'circuit is an imported circuit: there is nothing to compute.',
    )
  })

  it('exports scores of one sign, and shows them as the run does when they come back', async () => {
    const { config } = run
    const ld = { ...config!, metric: 'logit_diff', threshold: 0.2 } as ArgsOf<'runs.start'>['config']
    const { id } = await host.call('runs.start', { config: ld })
    await host.untilState(id, 'done')
    const { text } = await host.call('runs.export', { id, format: 'json' })
    const { edges, patchbay } = JSON.parse(text) as CircuitFile
    const { decisions, effects } = patchbay as PatchbayBlock
    for (const [sender, receiver, , delta, kept] of decisions) {
      const name = `${sender}->${receiver}`
      // Raw: cutting an edge that is needed makes the logit difference smaller.
      const expected = kept ? effects[name] : delta === null ? null : -delta
      expect(edges[name].score === expected).toBe(true)
      if (kept) expect(edges[name].score).toBeLessThan(0)
    }
    const again = await host.call('runs.import', { text, fileName: 'ld.json' })
    expect(await host.call('runs.get', { id: again.id })).toMatchObject({
      metricSense: -1,
      summary: { metric: 'logit_diff' },
    })
  })

  it('exports a table of edges', async () => {
    const { text } = await host.call('runs.export', { id: run.summary.id, format: 'csv' })
    const lines = text.trimEnd().split('\n')
    expect(lines.length).toBe(82)
    expect(lines[0]).toBe(
      'sender,receiver,in_graph,step,metric,delta,reason,effect_raw,score,score_kind,score_metric,score_sense,score_direction,sender_role,receiver_role,certificate,circuit_stability,run,method,model_hash,prompts_hash,patchbay',
    )
    for (const line of lines.slice(1)) expect(line).toMatch(/,effect,kl,1,noising,,,checked,not measured(,[^,]+){5}$/)
    expect(lines.filter((line) => line.split(',')[2] === '1').length).toBe(5)
  })

  it('is compared with one at another threshold by edges, nodes and choices', async () => {
    const other = await sampleRun(100, 'everything cut')
    const comparison = await host.call('runs.compare', { a: run.summary.id, b: other.summary.id })
    expect([comparison.onlyA.length, comparison.both.length, comparison.edgeJaccard]).toEqual([5, 0, 0])
    expect(comparison.differences).toEqual([{ what: 'threshold', a: '0.02', b: '100' }])
    expect(comparison.measurementsB?.circuit?.mean.kl).toBeGreaterThan(1)
  })

  it('is compared with one of a split set, saying so', async () => {
    const { config } = run
    const split = { seed: 0, heldOut: 0.5, by: 'row' } as const
    const prompts = { ...config!.prompts, split }
    const { id } = await host.call('runs.start', {
      config: { ...config!, prompts } as typeof config & object,
    })
    await host.untilState(id, 'done')
    const { differences } = await host.call('runs.compare', { a: run.summary.id, b: id })
    expect(differences).toContainEqual({
      what: 'split',
      a: 'nothing held out',
      b: '50 % held out by row, seed 0',
    })
  })

  it('is renamed, tagged, deleted and restored', async () => {
    const { id } = (await sampleRun()).summary
    expect(await host.call('runs.rename', { id, name: ' heads ' })).toMatchObject({ name: 'heads' })
    expect(await host.call('runs.tag', { id, tags: ['a', 'a', 'b'] })).toMatchObject({ tags: ['a', 'b'] })
    await host.call('runs.delete', { id })
    expect((await host.call('runs.list', {})).map((each) => each.id)).not.toContain(id)
    expect(await host.call('runs.restore', { id })).toMatchObject({ id, name: 'heads' })
  })
})

describe('bad input', () => {
  const refused = async (name: Parameters<TestHost['client']['relay']>[0], args: unknown) => {
    const answer = await host.client.relay(name, args, `refused-${name}-${JSON.stringify(args)}`)
    return answer.ok ? 'accepted' : `${answer.error.code}: ${answer.error.message}`
  }
  const rows = [{ clean: [1, 2], corrupt: [3, 2], answers: [5], wrongAnswers: [6] }]
  const prompts = { name: 'one', rows }
  const config = () => ({ method: 'acdc', model: tiny, prompts, metric: 'logit_diff', threshold: 0.02 })

  it('is answered with one sentence', async () => {
    expect(await refused('runs.begin', {})).toBe('bad-input: There is no request named "runs.begin".')
    expect(await refused('constructor', {})).toBe('bad-input: There is no request named "constructor".')
    expect(await refused('runs.start', { config: { ...config(), threshold: 'abc' } })).toBe(
      'bad-input: runs.start: "config.threshold" must be a number, but it is "abc".',
    )
    expect(await refused('runs.start', { config: { ...config(), threshold: NaN } })).toBe(
      'bad-input: runs.start: "config.threshold" must be a number, but it is NaN.',
    )
    expect(await refused('runs.get', { id: 'nope' })).toBe(
      `not-found: There is no run "nope" in ${storePath}.`,
    )
    expect(await refused('models.open', { path: 'sample:nope' })).toBe(
      'not-found: There is no sample "sample:nope": the samples are sample:induction, sample:trained.',
    )
    expect(await refused('files.list', { path: '/no/such/folder' })).toBe(
      'bad-input: There is no folder /no/such/folder.',
    )
    expect(await refused('promptSets.delete', { id: 'sample:induction' })).toBe(
      'conflict: This prompt set ships with the program: save it under another name to change it.',
    )
  })

  it('leaves no run in the store', async () => {
    const before = (await host.call('runs.list', {})).length
    expect(await refused('runs.start', { config: { ...config(), model: '/no/such/model' } })).toMatch(
      /^bad-input: /,
    )
    expect(
      await refused('runs.start', { config: { ...config(), prompts: { name: 'none', rows: [] } } }),
    ).toMatch(/^bad-input: /)
    expect((await host.call('runs.list', {})).length).toBe(before)
  })

  it('is said of circuit files, with the edge', async () => {
    const file = (edges: object) =>
      JSON.stringify({ cfg: { n_layers: 2, n_heads: 2, d_model: 8 }, nodes: {}, edges })
    const on = { in_graph: true }
    const imported = (text: string) => refused('runs.import', { text, fileName: 'c.json' })
    expect(await imported('{')).toMatch(/^bad-input: c.json is not JSON: /)
    expect(await imported('{"prompts":[]}')).toBe(
      'bad-input: c.json is a prompt set, not a circuit: import it in Dataset.',
    )
    expect(await imported('{"nodes": {}, "edges": {}}')).toBe(
      'bad-input: c.json: "cfg" is missing: it must be an object.',
    )
    expect(await imported(file({ 'a0->b': on }))).toBe(
      'bad-input: c.json: "a0->b" is not the name of an edge; edges are named like "a0.h1->a1.h0<q>", "m0->m1" or "input->logits".',
    )
    expect(await imported(file({ 'a1.h0->a0.h0<q>': on }))).toBe(
      'bad-input: c.json: the edge "a1.h0->a0.h0<q>" does not exist in the graph of its cfg (2 layers, 2 heads, no MLPs).',
    )
    expect(await imported(file({ 'input->logits': { in_graph: 'yes' } }))).toBe(
      'bad-input: c.json: "edges.input->logits.in_graph" must be true or false, but it is "yes".',
    )
  })
})

describe('a host without a usable store', () => {
  it('says why to every request that needs it, and answers the others', async () => {
    const other = new TestHost(path.join(folder, 'runs.db/below/a-file.db'))
    const reason = /cannot be opened for writing: check the permissions of the file and its folder/
    await expect(other.call('runs.list', {})).rejects.toThrow(reason)
    expect((await other.call('models.open', { path: 'sample:induction' })).warnings.at(-1)).toMatch(reason)
    await other.client.close()
  })
})

describeWithShared('the published circuit of GPT-2 small', (shared) => {
  it('is imported with all its 32,491 edges', async () => {
    const text = readFileSync(path.join(shared, 'data/mib-ioi-gpt2-eap-ig.json'), 'utf8')
    const { id, edgesTotal, edgesKept } = await host.call('runs.import', { text, fileName: 'mib.json' })
    const inGraph = text.match(/->[^}]*"in_graph": true/g)!.length
    expect([edgesTotal, edgesKept]).toEqual([32491, inGraph])
    const { scores } = await host.call('runs.get', { id })
    expect(scores!.every(Number.isFinite)).toBe(true)
  })
})

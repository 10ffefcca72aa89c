import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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
} from '../../contract'
import { describeWithShared } from '../../fixtures/real-models'
import { slowPrompts } from '../../fixtures/slow-prompts'
import { Store } from '../store'
import { TestHost } from './host-from-source'

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

/** Some seconds of work, 64 tests of 110 edges: long enough to be caught in the middle. */
function slowRun(model = tiny): ArgsOf<'runs.start'> {
  const prompts = { name: 'many', rows: slowPrompts(3000) }
  return { config: { method: 'acdc', model, prompts, metric: 'logit_diff', threshold: 0.004 } }
}

async function sampleRun(threshold = 0.02, name?: string): Promise<RunDetail> {
  const prompts = await host.call('promptSets.get', { id: 'sample:induction' })
  const config = { method: 'acdc', model: 'sample:induction', prompts, metric: 'kl', threshold } as const
  const { id } = await host.call('runs.start', { config, name })
  await host.untilState(id, 'done')
  return host.call('runs.get', { id })
}

const isDecisions = (runId: string) => (event: HostEvent) =>
  event.type === 'run-decisions' && event.runId === runId
const resultOf = ({ decisions, effects, measurements, summary }: RunDetail) => {
  const { metricInitial, metricFinal, edgesKept, testsRun, borderline } = summary
  return { decisions, effects, measurements, metricInitial, metricFinal, edgesKept, testsRun, borderline }
}

describe('a run of the sample', () => {
  let run: RunDetail
  beforeAll(async () => void (run = await sampleRun()))

  it('is done, and was told as it was saved: batches without gaps', () => {
    expect(run.summary).toMatchObject({
      state: 'done',
      edgesTotal: 81,
      edgesDecided: 81,
      edgesKept: 5,
      message: null,
    })
    const told = host.events
      .filter(isDecisions(run.summary.id))
      .map((event) => event.type === 'run-decisions' && event)
    expect(told.map((event) => event && event.seq)).toEqual(told.map((_, i) => i + 1))
    expect(told.flatMap((event) => (event ? [...event.decisions.edge] : []))).toEqual([...run.decisions.edge])
    expect(run.seq).toBe(told.length)
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
    expect(block.model.hash).toBe(run.provenance!.modelHash)
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
    const { patchbay: _, ...circuit } = JSON.parse(text)
    expect(JSON.parse(again.text)).toEqual(circuit)
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
    expect(lines[0]).toBe('sender,receiver,in_graph,step,metric,delta,reason,effect_raw,score')
    expect(lines.filter((line) => line.split(',')[2] === '1').length).toBe(5)
  })

  it('is compared with one at another threshold by edges, nodes and choices', async () => {
    const other = await sampleRun(100, 'everything cut')
    const comparison = await host.call('runs.compare', { a: run.summary.id, b: other.summary.id })
    expect([comparison.onlyA.length, comparison.both.length, comparison.edgeJaccard]).toEqual([5, 0, 0])
    expect(comparison.differences).toEqual([{ what: 'threshold', a: '0.02', b: '100' }])
    expect(comparison.measurementsB?.circuit?.mean.kl).toBeGreaterThan(1)
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

describe('a run under control', () => {
  let whole: RunDetail
  beforeAll(async () => {
    const { id } = await host.call('runs.start', slowRun())
    await host.untilState(id, 'done')
    whole = await host.call('runs.get', { id })
  })

  it('has a circuit that is worth the trouble', () => {
    expect(whole.summary.edgesKept).toBeGreaterThan(5)
    expect(whole.summary.edgesKept).toBeLessThan(105)
  })

  it('pauses, steps one edge at a time, stops, and resumes to the identical result', async () => {
    const { id } = await host.call('runs.start', slowRun())
    await host.next(isDecisions(id), true)
    const paused = await host.call('runs.control', { id, action: 'pause' })
    expect(paused.state).toBe('paused')
    for (let step = 1; step <= 3; step++) {
      const stepped = await host.call('runs.control', { id, action: 'step' })
      expect(stepped).toMatchObject({ state: 'paused', edgesDecided: paused.edgesDecided + step })
    }
    expect((await host.call('runs.control', { id, action: 'resume' })).state).toBe('running')
    const stopped = await host.call('runs.control', { id, action: 'stop' })
    expect(stopped).toMatchObject({ state: 'stopped', message: 'Stopped by hand; the run can be resumed.' })
    await expect(host.call('runs.control', { id, action: 'pause' })).rejects.toThrow(
      `${stopped.name} is stopped: there is nothing to pause.`,
    )
    await host.call('runs.resume', { id })
    await host.untilState(id, 'done')
    expect(resultOf(await host.call('runs.get', { id }))).toEqual(resultOf(whole))
  })

  it('waits for its turn behind another, and can be stopped there', async () => {
    const first = await host.call('runs.start', slowRun())
    const second = await host.call('runs.start', slowRun())
    expect([first.state, second.state]).toEqual(['running', 'queued'])
    await expect(host.call('runs.control', { id: second.id, action: 'pause' })).rejects.toThrow(
      'The run still waits for its turn: it can be stopped, but not paused or stepped.',
    )
    await expect(host.call('runs.delete', { id: first.id })).rejects.toThrow(
      `${first.name} is running: stop it before deleting it.`,
    )
    expect((await host.call('runs.control', { id: second.id, action: 'stop' })).state).toBe('stopped')
    expect((await host.call('runs.control', { id: first.id, action: 'stop' })).state).toBe('stopped')
  })

  it('survives kill -9 of the host, three times, with the identical result', async () => {
    const { id } = await host.call('runs.start', slowRun())
    let decided = host.next(isDecisions(id), true)
    for (let kill = 1; kill <= 3; kill++) {
      await decided
      const { edgesDecided } = await host.call('runs.control', { id, action: 'pause' })
      const unanswered = host.client.call('runs.control', { id, action: 'resume' })
      const back = host.next((event) => event.type === 'host-status' && event.status === 'ready')
      const lost = host.next((event) => event.type === 'host-status' && event.status === 'lost')
      host.kill()
      const message =
        'The host process ended unexpectedly (signal SIGKILL). What was decided is saved; a run that was going on can be resumed.'
      expect(await unanswered).toEqual({ ok: false, error: { code: 'host-lost', message } })
      expect(await lost).toMatchObject({ message })
      await back
      const { summary, decisions } = await host.call('runs.get', { id })
      expect(summary).toMatchObject({
        state: 'interrupted',
        message:
          'The program ended while this run was going on. What was decided is saved; the run can be resumed.',
      })
      expect(decisions.edge.length).toBeGreaterThanOrEqual(edgesDecided)
      expect(decisions.edge).toEqual(whole.decisions.edge.slice(0, decisions.edge.length))
      // Waited for from before: a quick run may have told its decisions before the answer is looked at.
      decided = host.next(isDecisions(id))
      await host.call('runs.resume', { id })
    }
    await host.untilState(id, 'done')
    expect(resultOf(await host.call('runs.get', { id }))).toEqual(resultOf(whole))
  })

  it('is interrupted, saved and resumable when the program is closed in order', async () => {
    const other = new TestHost(path.join(folder, 'closed.db'))
    const { id } = await other.call('runs.start', slowRun())
    await other.next(isDecisions(id), true)
    await other.client.close()
    const store = new Store(path.join(folder, 'closed.db'))
    expect(store.runs.get(id)).toMatchObject({
      owner: null,
      summary: { state: 'interrupted', message: 'Patchbay was closed; the run can be resumed.' },
    })
    expect(store.journal.read(id).decisions.edge.length).toBeGreaterThan(0)
    store.close()
  })

  it('is interrupted when the shell is killed, and no host stays behind', async () => {
    const file = path.join(folder, 'orphan.db')
    const start = path.join(folder, 'start.json') // too long for a command line
    writeFileSync(start, JSON.stringify(slowRun()))
    const shell = `
      import { readFileSync } from 'node:fs'
      const { TestHost } = await import(${JSON.stringify(path.join(import.meta.dirname, 'host-from-source.ts'))})
      const host = new TestHost(${JSON.stringify(file)})
      const { id } = await host.call('runs.start', JSON.parse(readFileSync(${JSON.stringify(start)}, 'utf8')))
      await host.next((event) => event.type === 'run-decisions', true)
      console.log(id, host.client.pid)`
    const hooks = path.join(import.meta.dirname, '../../fixtures/ts-sources.mjs')
    const args = ['--import', hooks, '--input-type=module', '-e', shell]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    child.kill('SIGKILL')
    const [runId, pid] = line.toString().trim().split(' ')
    const store = new Store(file)
    await expect.poll(() => store.runs.summary(runId).state, { timeout: 20_000 }).toBe('interrupted')
    expect(store.runs.summary(runId).message).toBe('Patchbay was closed; the run can be resumed.')
    store.close()
    await expect.poll(() => isRunning(Number(pid)), { timeout: 20_000 }).toBe(false)
  })

  it('is left alone by a second program on the same store', async () => {
    const { id, name } = await host.call('runs.start', slowRun())
    await host.next(isDecisions(id), true)
    await host.call('runs.control', { id, action: 'pause' })
    const other = new TestHost(storePath)
    expect((await other.call('runs.list', {})).find((run) => run.id === id)?.state).toBe('paused')
    await expect(other.call('runs.control', { id, action: 'stop' })).rejects.toThrow(
      `${name} is being computed by another Patchbay (process ${host.client.pid}): stop it there.`,
    )
    await expect(other.call('runs.resume', { id })).rejects.toThrow(
      `${name} is paused: only a stopped, interrupted or failed run can be resumed.`,
    )
    await other.client.close()
    expect((await host.call('runs.control', { id, action: 'stop' })).state).toBe('stopped')
  })

  it('is not resumed on a model that has changed', async () => {
    const model = path.join(folder, 'changing')
    cpSync(tiny, model, { recursive: true })
    const { id, name } = await host.call('runs.start', slowRun(model))
    await host.next(isDecisions(id), true)
    await host.call('runs.control', { id, action: 'stop' })
    const config = JSON.parse(readFileSync(path.join(model, 'config.json'), 'utf8'))
    writeFileSync(path.join(model, 'config.json'), JSON.stringify({ ...config, layer_norm_epsilon: 1e-3 }))
    await expect(host.call('runs.resume', { id })).rejects.toThrow(
      `The model ${model} has changed since ${name} began (its hash is `,
    )
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] !== 'Z'
  } catch {
    return false
  }
}

describe('bad input', () => {
  const refused = async (name: Parameters<TestHost['client']['relay']>[0], args: unknown) => {
    const answer = await host.client.relay(name, args, `refused-${name}-${JSON.stringify(args)}`)
    return answer.ok ? 'accepted' : `${answer.error.code}: ${answer.error.message}`
  }
  const config = () => slowRun().config

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
      'not-found: There is no sample "sample:nope": the samples are sample:induction.',
    )
    expect(await refused('files.list', { path: '/no/such/folder' })).toBe(
      'bad-input: There is no folder /no/such/folder.',
    )
    expect(await refused('promptSets.delete', { id: 'sample:induction' })).toBe(
      'conflict: This prompt set ships with the program: save it under another name to change it.',
    )
  })

  it('leaves no run behind', async () => {
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
      'bad-input: c.json: "a0->b" is no edge name; edges are named like "a0.h1->a1.h0<q>", "m0->m1" or "input->logits".',
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

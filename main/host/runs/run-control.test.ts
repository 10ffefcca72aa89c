import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArgsOf, HostEvent, RunDetail } from '../../../contract'
import { slowPrompts } from '../../../testing/slow-prompts'
import { Store } from '../../store'
import { TestHost } from '../../../testing/host-from-source'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-control-'))
const storePath = path.join(folder, 'runs.db')
const tiny = path.join(import.meta.dirname, '../../../fixtures/gpt2-tiny')
/** Who computes it, as shown to others. */
const HERE = `host ${hostname()}, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d`
const LONG = 1_500
let host: TestHost

beforeAll(() => void (host = new TestHost(storePath)))
afterAll(async () => {
  await host.client.close()
  rmSync(folder, { recursive: true })
})

/** 64 tests of 110 edges: of a second, for what is paused in the middle and computed to its end, or long for what is cut off. */
function slowRun(count = 300, model = tiny): ArgsOf<'runs.start'> {
  const prompts = { name: 'many', rows: slowPrompts(count) }
  return { config: { method: 'acdc', model, prompts, metric: 'logit_diff', threshold: 0.004 } }
}

const isDecisions = (runId: string) => (event: HostEvent) =>
  event.type === 'run-decisions' && event.runId === runId
const resultOf = ({ decisions, effects, measurements, summary }: RunDetail) => {
  const { metricInitial, metricFinal, edgesKept, testsRun, borderline } = summary
  return { decisions, effects, measurements, metricInitial, metricFinal, edgesKept, testsRun, borderline }
}

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
    await host.pausedAfter(id, 4)
    const { summary: paused } = await host.call('runs.get', { id })
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

  it('in the order by |EAP| and under an ablation: killed and resumed, it ends with the identical result', async () => {
    const { config } = slowRun()
    const ordered = { ...config, order: 'eap', ablation: 'mean' } as typeof config
    const { id: wholeId } = await host.call('runs.start', { config: ordered })
    await host.untilState(wholeId, 'done')
    const expected = resultOf(await host.call('runs.get', { id: wholeId }))

    const { id } = await host.call('runs.start', { config: ordered })
    await host.pausedAfter(id, 5)
    const back = host.next((event) => event.type === 'host-status' && event.status === 'ready')
    host.kill()
    await back
    const { decisions, measurements, summary } = await host.call('runs.get', { id })
    expect(summary.state).toBe('interrupted')
    expect(decisions.edge.length).toBeGreaterThan(3)
    expect(decisions.edge.length).toBeLessThan(summary.edgesTotal)
    expect(measurements!.testOrder).toEqual(expected.measurements!.testOrder)
    await host.call('runs.resume', { id })
    await host.untilState(id, 'done')
    expect(resultOf(await host.call('runs.get', { id }))).toEqual(expected)
  })

  it('waits for its turn after another, and can be stopped there', async () => {
    const first = await host.call('runs.start', slowRun(LONG))
    const second = await host.call('runs.start', slowRun(LONG))
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
    for (let kill = 1; kill <= 3; kill++) {
      await host.pausedAfter(id, 4)
      const { edgesDecided } = (await host.call('runs.get', { id })).summary
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
      await host.call('runs.resume', { id })
    }
    await host.untilState(id, 'done')
    expect(resultOf(await host.call('runs.get', { id }))).toEqual(resultOf(whole))
  })

  it('is interrupted, saved and resumable when the program is closed in order', async () => {
    const other = new TestHost(path.join(folder, 'closed.db'))
    const { id } = await other.call('runs.start', slowRun(LONG))
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

  it('is interrupted when the shell is killed, and no host is left running', async () => {
    const file = path.join(folder, 'orphan.db')
    const start = path.join(folder, 'start.json') // too long for a command line
    writeFileSync(start, JSON.stringify(slowRun(LONG)))
    const shell = `
      import { readFileSync } from 'node:fs'
      const { TestHost } = await import(${JSON.stringify(path.join(import.meta.dirname, '../../../testing/host-from-source.ts'))})
      const host = new TestHost(${JSON.stringify(file)})
      const { id } = await host.call('runs.start', JSON.parse(readFileSync(${JSON.stringify(start)}, 'utf8')))
      await host.next((event) => event.type === 'run-decisions', true)
      console.log(id, host.client.pid)`
    const hooks = path.join(import.meta.dirname, '../../../testing/ts-sources.mjs')
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
    expect((await other.call('runs.list', {})).find((run) => run.id === id)).toMatchObject({
      state: 'paused',
      message: expect.stringMatching(`Being computed by another Patchbay \\(${HERE}\\).`) as string,
    })
    await expect(other.call('runs.control', { id, action: 'stop' })).rejects.toThrow(
      new RegExp(`^${name} is being computed by another Patchbay \\(${HERE}\\): stop it there\\.$`),
    )
    await expect(other.call('runs.delete', { id })).rejects.toThrow('stop it there before deleting it.')
    await expect(other.call('runs.resume', { id })).rejects.toThrow(
      new RegExp(`\\(${HERE}\\): it can be resumed when it is stopped there\\.$`),
    )
    await other.client.close()
    expect((await host.call('runs.control', { id, action: 'stop' })).state).toBe('stopped')
  })

  it('is not resumed on a model that has changed', async () => {
    const model = path.join(folder, 'changing')
    cpSync(tiny, model, { recursive: true })
    const { id, name } = await host.call('runs.start', slowRun(300, model))
    await host.pausedAfter(id, 1)
    await host.call('runs.control', { id, action: 'stop' })
    const config = JSON.parse(readFileSync(path.join(model, 'config.json'), 'utf8'))
    writeFileSync(path.join(model, 'config.json'), JSON.stringify({ ...config, layer_norm_epsilon: 1e-3 }))
    await expect(host.call('runs.resume', { id })).rejects.toThrow(
      `The model ${model} is not the one with which ${name} began (changed: config.json): put the old files back, or start a new run.`,
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

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { HostEvent, RunDetail } from '../../../../contract'
import { slowPrompts } from '../../../../testing/slow-prompts'
import { Store } from '../../../store'
import { newRun } from '../../../../testing/made-up-run'
import { Host } from '../../host'
import { OwnerWatch } from './owner-watch'
import { isAliveLegacy, isProvenDead, ownProcess } from '../../process/process-identity'

// Two Patchbays on one store: one computes, the other takes its run over. Never do both journal it.

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-takeover-'))
const start = path.join(folder, 'start.json')
const WRITER = path.join(import.meta.dirname, '../../../../testing/run-writer.ts')
const SOURCES = path.join(import.meta.dirname, '../../../../testing/ts-sources.mjs')
const TAKEN_FOR_ABANDONED =
  'While this Patchbay stood still, another one took Run 1 for abandoned: this one stopped and changed nothing. What was decided before is saved; see how it is now, and resume it.'
const beingComputed = new RegExp(
  `^Run 1 is being computed by another Patchbay \\(host ${hostname()}, since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d\\): it can be resumed when it is stopped there\\.$`,
)

const prompts = { name: 'many', bos: 'tokenizer' as const, rows: slowPrompts(200) }
const config = {
  method: 'acdc',
  model: path.join(import.meta.dirname, '../../../../fixtures/gpt2-tiny'),
  prompts,
  metric: 'logit_diff',
  threshold: 0.004,
} as const

const writers: Writer[] = []
afterEach(() => {
  for (const writer of writers.splice(0)) writer.kill()
})
afterAll(() => rmSync(folder, { recursive: true }))

/** A Patchbay of its own that starts (or resumes) one run and says what happens, a line each. */
class Writer {
  readonly child: ChildProcess
  private readonly lines: string[] = []
  private readonly listeners = new Set<() => void>()

  constructor(store: string, task: string, { leaseMs = 15_000, apart = false, pause = false } = {}) {
    const node = [
      process.execPath,
      '--import',
      SOURCES,
      WRITER,
      store,
      task,
      String(leaseMs),
      ...(pause ? ['pause'] : []),
    ]
    const [file, ...args] = apart ? [...APART, ...node] : node
    this.child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    createInterface({ input: this.child.stdout! }).on('line', (line) => {
      this.lines.push(line)
      for (const listener of this.listeners) listener()
    })
    writers.push(this)
  }

  /** The rest of the first line that begins so. */
  said(beginning: string): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const line = this.lines.find((text) => text.startsWith(`${beginning} `))
        if (line === undefined) return
        this.listeners.delete(look)
        resolve(line.slice(beginning.length + 1))
      }
      this.listeners.add(look)
      look()
    })
  }

  /** With `unshare`, what dies with its first process is the whole namespace. */
  kill(): void {
    this.child.kill('SIGKILL')
  }
}

/** Another pid namespace: as in a container, none of its pids means anything here. */
const APART = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc']
const canUnshare = spawnSync(APART[0], [...APART.slice(1), 'true']).status === 0

function fresh(name: string): string {
  return path.join(folder, `${name}.db`)
}

function readRun(file: string): Pick<RunDetail, 'summary' | 'decisions' | 'effects'> {
  const store = new Store(file)
  const [{ id }] = store.runs.list()
  const run = { ...store.runs.get(id), ...store.journal.read(id) }
  store.close()
  return run
}

function found({ summary, decisions, effects }: ReturnType<typeof readRun>) {
  const { state, edgesDecided, edgesKept, testsRun, metricFinal } = summary
  return { state, edgesDecided, edgesKept, testsRun, metricFinal, decisions, effects }
}

describe('a run that two Patchbays want', () => {
  let whole: ReturnType<typeof found>
  beforeAll(async () => {
    writeFileSync(start, JSON.stringify({ config }))
    await new Writer(fresh('whole'), start).said('done')
    whole = found(readRun(fresh('whole')))
    expect(whole.decisions.edge).toHaveLength(110)
  })

  it('goes on in one of them: a stopped owner finds at its next breath that it owns nothing', async () => {
    const file = fresh('stopped')
    const owner = new Writer(file, start, { pause: true })
    await owner.said('paused')
    owner.child.kill('SIGSTOP')
    owner.child.stdin!.write('go on\n') // read when it wakes: it then computes at once
    const taker = new Writer(file, 'resume', { leaseMs: 3_000 })
    await taker.said('decided')
    owner.child.kill('SIGCONT')
    expect(await owner.said('lost')).toMatch(
      new RegExp(
        `^(While this Patchbay stood still, Run 1 was taken over by another one \\(host ${hostname()}, since .{16}\\): it goes on there, and this one stopped and changed nothing\\.|${TAKEN_FOR_ABANDONED})$`,
      ),
    )
    await taker.said('done')
    expect(found(readRun(file))).toEqual(whole)
  })

  it('is refused to the second while the first lives, and goes on at once where the first is known to be dead', async () => {
    const file = fresh('killed')
    const owner = new Writer(file, start, { pause: true })
    await owner.said('paused')
    expect(await new Writer(file, 'resume', { leaseMs: 60_000 }).said('refused')).toMatch(beingComputed)
    owner.kill()
    await new Writer(file, 'resume', { leaseMs: 3_600_000 }).said('done')
    expect(found(readRun(file))).toEqual(whole)
  })

  it('goes to one of three that resume it at once', async () => {
    const file = fresh('raced')
    const owner = new Writer(file, start, { pause: true })
    await owner.said('paused')
    owner.kill()
    const all = [1, 2, 3].map(() => new Writer(file, 'resume'))
    const ends = await Promise.all(all.map((one) => Promise.race([one.said('done'), one.said('refused')])))
    expect(ends.filter((end) => end === 'Run 1')).toHaveLength(1)
    expect(found(readRun(file))).toEqual(whole)
  })

  const title = 'is journalled by one of two in pid namespaces of their own'
  it.runIf(canUnshare)(title, async () => {
    const file = fresh('apart')
    const owner = new Writer(file, start, { apart: true, pause: true })
    await owner.said('paused')
    const taker = new Writer(file, 'resume', { apart: true })
    expect(await taker.said('refused')).toMatch(beingComputed)
    owner.kill()
    const third = new Writer(file, 'resume', { apart: true, leaseMs: 3_000 })
    await third.said('done')
    expect(found(readRun(file))).toEqual(whole)
  })
  if (!canUnshare) it.skip(`NOT RUN: ${title}: unshare is not allowed here`, () => {})

  it('is interrupted in the windows of others when its lease runs out', async () => {
    const store = new Store(fresh('watched'))
    const { id } = store.runs.insert({ ...newRun(), owner: 'elsewhere' })
    store.leases.begin({ id: 'elsewhere', host: 'another', process: null })
    let notify: (event: HostEvent) => void = () => {}
    const next = new Promise<HostEvent>((resolve) => (notify = resolve))
    const other = new Host({ storePath: store.file, emit: (event) => notify(event), leaseMs: 1_000 })
    expect((await other.call('runs.list', {}))[0]).toMatchObject({
      state: 'running',
      message: expect.stringContaining('Being computed by another Patchbay (host another, since 2') as string,
    })
    expect(await next).toMatchObject({ type: 'run-status', runId: id, summary: { state: 'interrupted' } })
    await other.close()
    store.close()
  })
})

describe('an owner of a store', () => {
  it('of an earlier version is left alone while its process lives, and interrupted when it is gone', () => {
    const store = new Store(fresh('legacy'))
    const stat = readFileSync('/proc/self/stat', 'utf8').split(' ')
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const living = `${process.pid} ${stat[21]} ${boot}`
    const [alive, dead, lost] = [living, `${process.pid} 1 ${boot}`, null].map(
      (owner) => store.runs.insert({ ...newRun(), owner }).id,
    )
    expect(isAliveLegacy(living)).toBe(true)
    expect(new OwnerWatch(() => null).look(store).sort()).toEqual([dead, lost].sort())
    expect(store.runs.summary(alive).state).toBe('running')
    store.close()
  })

  it('is proven dead only by its own pid namespace', () => {
    const own = ownProcess()!
    const [boot, namespace, pid, start] = own.split(' ')
    expect(isProvenDead(own)).toBe(false)
    expect(isProvenDead(`${boot} ${namespace} ${pid} ${Number(start) - 1}`)).toBe(true)
    expect(isProvenDead(`${boot} pid:[1] ${pid} ${Number(start) - 1}`)).toBe(false)
    expect(isProvenDead(`another-boot ${namespace} ${pid} 1`)).toBe(false)
    expect(isProvenDead(null)).toBe(false)
  })

  it('is not taken for dead because the one who looks stood still itself', () => {
    const store = new Store(fresh('both-still'))
    store.leases.begin({ id: 'elsewhere', host: 'another', process: null })
    const watch = new OwnerWatch(() => null, 10_000)
    const now = performance.now.bind(performance)
    let asleepMs = 0
    performance.now = () => now() + asleepMs
    try {
      for (let looks = 0; looks < 3; looks++, asleepMs += 3_600_000) watch.look(store)
      expect(store.leases.get('elsewhere')).toBeDefined()
      for (let looks = 0; looks < 3; looks++, asleepMs += 3_600_000) watch.look(store)
      expect(store.leases.get('elsewhere')).toBeUndefined()
    } finally {
      performance.now = now
    }
    store.close()
  })
})

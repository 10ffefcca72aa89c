import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ArgsOf } from '../../../contract'
import { FROM_SOURCES, ROOT } from '../../../testing/from-sources'
import { TestHost } from '../../../testing/host-from-source'
import { slowPrompts } from '../../../testing/slow-prompts'
import { Store } from '../../store'
import { bytesToBundle } from '../runs/bundle'
import { jobOf, jobToBytes, type ClusterJob } from './job'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-job-'))
/** Where the asker has the model; a worker has it elsewhere, among others. */
const here = path.join(folder, 'here/tiny')
const models = path.join(folder, 'models')
const there = path.join(models, 'inner/copy')
const askersFile = path.join(folder, 'asker.db')
const result = path.join(folder, 'result.run')
let asker: TestHost
let store: Store

beforeAll(() => {
  cpSync(path.join(ROOT, 'fixtures/gpt2-tiny'), here, { recursive: true })
  cpSync(here, there, { recursive: true })
  asker = new TestHost(askersFile)
})
afterAll(async () => {
  await asker.client.close()
  store.close()
  rmSync(folder, { recursive: true })
})

const task = { model: here, prompts: { name: 'few', rows: slowPrompts(40) }, metric: 'logit_diff' } as const
const searching: ArgsOf<'runs.start'>['config'] = { method: 'acdc', ...task, threshold: 0.004 }
const judging = (runId: string): ArgsOf<'runs.start'>['config'] => ({
  method: 'evaluate',
  ...task,
  circuit: { runId },
})

async function done(config: ArgsOf<'runs.start'>['config']): Promise<string> {
  const { id } = await asker.call('runs.start', { config })
  await asker.untilDone(id)
  return id
}

/** What another machine, with a store of its own, says of the job. */
function taken(job: ClusterJob, db = 'worker.db'): string {
  const file = path.join(folder, 'job.bin')
  writeFileSync(file, jobToBytes(job))
  const taker = path.join(ROOT, 'testing/job-taker.ts')
  const args = [
    ...FROM_SOURCES,
    taker,
    path.join(folder, db),
    file,
    result,
    path.join(folder, 'none'),
    models,
  ]
  return spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout.trim()
}

describe('a job', () => {
  let judgement: string
  let job: ClusterJob
  beforeAll(async () => {
    judgement = await done(judging(await done(searching)))
    store = new Store(askersFile)
    job = jobOf(store, judgement)
    // The taker runs from its sources, whatever the asker runs from.
    job.engine.patchbayVersion = 'development'
    // Another machine has the model in its own folders alone.
    rmSync(here, { recursive: true })
    // As it was before it was computed.
    job.run = { ...job.run, run: { ...job.run.run, state: 'queued' }, result: null }
  })

  it('takes the runs that it needs along, and gives the same bytes on a machine where the model is elsewhere', () => {
    expect(job.needs.map(({ run }) => run.method)).toEqual(['acdc'])
    expect(taken(job)).toBe('computed Run 2')
    const found = bytesToBundle(readFileSync(result), result)
    const own = store.bundles.read(judgement)
    expect(found.result!.data).toEqual(new Uint8Array(own.result!.data as Uint8Array))
    expect(found.run.configuration).toBe(own.run.configuration)
    expect(found.run).toMatchObject({ id: judgement, state: 'done', model: there })
    expect(taken(job)).toBe('known Run 2')
  })

  it('is refused where the model is not, or another version computes', () => {
    const other = { ...job, model: { ...job.model, hash: '0123456789abcdef' } }
    expect(taken(other)).toBe(
      `refused The model tiny (hash 0123456789ab) is not here: none in ${models} and none of the local cache is the same. Name the folder that has it with --models.`,
    )
    expect(taken({ ...job, engine: { ...job.engine, patchbayVersion: '0.0.9' } })).toMatch(
      /^refused evaluate of tiny, Run 2 is asked of Patchbay 0\.0\.9 with ONNX Runtime .*: use the same version on all machines\.$/,
    )
  })
})

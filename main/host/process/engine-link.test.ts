import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { EngineLink } from './engine-link'
import type { RunJob } from './worker-messages'

const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-link-'))
afterAll(() => rmSync(folder, { recursive: true }))

const decisions = {
  firstStep: 0,
  edge: new Int32Array(0),
  metric: new Float64Array(0),
  delta: new Float64Array(0),
  kept: new Uint8Array(0),
  reason: new Uint8Array(0),
}
const job: RunJob = {
  runId: 'r',
  modelPath: '/none',
  stamp: null,
  begunWith: { modelHash: '' },
  config: {
    method: 'acdc',
    model: '/none',
    prompts: { name: 'p', bos: 'tokenizer', rows: [] },
    metric: 'kl',
    threshold: 1,
    order: 'reference',
    absolute: false,
  },
  shape: { layers: 1, heads: 1, mlps: false, parallel: false },
  settings: { threads: 1, batch: 16, device: 'cpu' },
  inputs: {},
  journal: decisions,
  effects: { edge: new Int32Array(0), effect: new Float64Array(0) },
  certify: false,
}

/** A thread that dies at its first job as that says, and does its next job (in a new thread) well. */
function linkTo(firstJob: string): EngineLink {
  const marker = path.join(folder, `${Math.random()}`)
  const file = `${marker}.mjs`
  writeFileSync(
    file,
    `import { existsSync, writeFileSync } from 'node:fs'
     import { parentPort } from 'node:worker_threads'
     parentPort.on('message', ({ kind }) => {
       if (kind === 'run' && !existsSync(${JSON.stringify(marker)})) {
         writeFileSync(${JSON.stringify(marker)}, '')
         ${firstJob}
       }
       parentPort.postMessage({ kind: 'ended', end: { kind: 'stopped' } })
     })`,
  )
  return new EngineLink(file)
}

const crashed = (reason: string) => ({
  kind: 'failed',
  error: expect.objectContaining({
    code: 'internal',
    message: `The engine stopped unexpectedly (${reason}). What was decided is saved; the run can be resumed.`,
  }),
})

it('ends a run whose thread throws, with the reason, and gives the next run a new thread', async () => {
  const link = linkTo(`throw new Error('no memory')`)
  expect(await link.run(job, () => {})).toEqual(crashed('no memory'))
  expect(await link.run(job, () => {})).toEqual({ kind: 'stopped' })
})

it('ends a run, and what was asked of it, when its thread just exits', async () => {
  const link = linkTo('process.exit(7)')
  const end = link.run(job, () => {})
  const control = link.control('pause')
  expect(await end).toEqual(crashed('exit code 7'))
  await control
})

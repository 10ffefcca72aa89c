import { getPriority } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { setEnvironmentData, Worker } from 'node:worker_threads'
import { afterEach, expect, it } from 'vitest'
import { letComputingGiveWay } from './give-way'

const OURS = pathToFileURL(path.join(import.meta.dirname, 'give-way.ts')).href
const COMPUTES = `
  const { parentPort } = require('node:worker_threads')
  import(${JSON.stringify(OURS)}).then(({ giveWay }) => {
    giveWay()
    parentPort.postMessage(require('node:os').getPriority())
  })`

afterEach(() => setEnvironmentData('patchbay: computing gives way', undefined))

/** The priority of a thread that computes; larger gives way. */
function priorityOfThread(): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(COMPUTES, { eval: true })
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

// Elsewhere the priority of a thread is that of its process.
if (process.platform === 'linux') {
  it('lets the thread that computes give way, and nothing else of the process', async () => {
    const before = getPriority()
    letComputingGiveWay()
    expect(await priorityOfThread()).toBeGreaterThan(before)
    expect(getPriority()).toBe(before)
  })
}

it('leaves the priority alone where nobody looks on', async () => {
  expect(await priorityOfThread()).toBe(getPriority())
})

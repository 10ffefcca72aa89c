import { readFileSync, writeFileSync, writeSync } from 'node:fs'
import { LIVE_STATES, toErrorData, type HostEvent } from '../contract'
import { bytesToJob } from '../main/host/cluster/job'
import { Host } from '../main/host/host'
import { bundleToBytes } from '../main/host/runs/bundle'

// For tests of what goes to other machines: `job-taker STORE JOB OUT MODELS ...` takes the job of the file JOB into a store, goes
// on with it where it is not done, writes the run to OUT, and prints a line: `computed NAME`, `known NAME` or `refused WHY`. The
// model is looked for in one folder after the other, each asked for by a call of its own.

const [storePath, jobFile, out, ...models] = process.argv.slice(2)
let ended: () => void = () => {}
const over = new Promise<void>((resolve) => (ended = resolve))
const take = (event: HostEvent) => {
  if (event.type === 'run-status' && !LIVE_STATES.includes(event.summary.state)) ended()
}

const host = new Host({ storePath, emit: take })
try {
  const job = bytesToJob(readFileSync(jobFile), jobFile)
  const { signal } = new AbortController()
  const last = models.pop()!
  for (const folder of models) await host.takeJob(job, [folder], signal).catch(() => {})
  const { id, name, state } = await host.takeJob(job, [last], signal)
  if (state !== 'done') {
    await host.call('runs.resume', { id })
    await over
  }
  writeFileSync(out, bundleToBytes(host.bundleOf(id)))
  writeSync(1, `${state === 'done' ? 'known' : 'computed'} ${name}\n`)
} catch (error) {
  writeSync(1, `refused ${toErrorData(error).message}\n`)
}
await host.close()
// The engine's thread waits for the next run.
process.exit()

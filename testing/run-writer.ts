import { readFileSync, writeSync } from 'node:fs'
import { toErrorData, type HostEvent } from '../contract'
import { Host } from '../main/host/host'

// For tests that run several Patchbays on one store: `run-writer STORE TASK LEASE_MS [pause]` starts the run of the file TASK
// (or resumes the store's latest unfinished run) and prints what happens, a line each: decided N, lost WHY, refused WHY, done NAME.
// With `pause` it pauses after a few decisions until something comes on stdin.

const [storePath, task, leaseMs, pause] = process.argv.slice(2)
const say = (line: string) => writeSync(1, `${line}\n`)
let runId = ''

function report(event: HostEvent): void {
  if (event.type === 'run-decisions')
    say(`decided ${event.decisions.firstStep + event.decisions.edge.length}`)
  if (event.type === 'run-lost') say(`lost ${event.message}`)
  if (event.type !== 'run-status') return
  const { state, name, message } = event.summary
  if (state === 'done') say(`done ${name}`)
  if (state === 'failed') say(`failed ${message}`)
}

const host = new Host({ storePath, emit: report, leaseMs: Number(leaseMs) })

async function pauseMidway(): Promise<void> {
  await host.call('runs.control', { id: runId, action: 'pause' })
  for (let step = 1; step <= 4; step++) await host.call('runs.control', { id: runId, action: 'step' })
  say(`paused ${runId}`)
}

async function begin(): Promise<string> {
  if (task !== 'resume') return (await host.call('runs.start', JSON.parse(readFileSync(task, 'utf8')))).id
  const runs = await host.call('runs.list', {})
  const { id } = runs.find(({ method, state }) => method !== 'import' && state !== 'done') ?? runs[0]
  return (await host.call('runs.resume', { id })).id
}

const sayRefused = (error: unknown) => say(`refused ${toErrorData(error).message}`)
process.stdin.once('data', () => {
  host.call('runs.control', { id: runId, action: 'resume' }).catch(sayRefused)
})
begin()
  .then((id) => {
    runId = id
    return pause ? pauseMidway() : undefined
  })
  .catch(sayRefused)

import { readFileSync, writeSync } from 'node:fs'
import { toErrorData, type HostEvent } from '../../contract'
import { Host } from './host'

// For tests that run several Patchbays on one store: `run-writer STORE TASK LEASE_MS` starts the run of the file TASK
// (or resumes the store's latest unfinished run) and says what happens, a line each: decided N, lost WHY, refused WHY, done NAME.

const [storePath, task, leaseMs] = process.argv.slice(2)
const say = (line: string) => writeSync(1, `${line}\n`)

function tell(event: HostEvent): void {
  if (event.type === 'run-decisions')
    say(`decided ${event.decisions.firstStep + event.decisions.edge.length}`)
  if (event.type === 'run-lost') say(`lost ${event.message}`)
  if (event.type !== 'run-status') return
  const { state, name, message } = event.summary
  if (state === 'done') say(`done ${name}`)
  if (state === 'failed') say(`failed ${message}`)
}

const host = new Host({ storePath, emit: tell, leaseMs: Number(leaseMs) })

try {
  if (task === 'resume') {
    const runs = await host.call('runs.list', {})
    const { id } = runs.find(({ method, state }) => method !== 'import' && state !== 'done') ?? runs[0]
    await host.call('runs.resume', { id })
  } else await host.call('runs.start', JSON.parse(readFileSync(task, 'utf8')))
} catch (error) {
  say(`refused ${toErrorData(error).message}`)
}

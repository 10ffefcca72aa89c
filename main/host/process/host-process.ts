import { toErrorData, type FromHost, type ToHost } from '../../../contract'
import { defaultStorePath } from '../../paths'
import { Host } from '../host'
import { letComputingGiveWay } from './give-way'

// The forked host: the same under Node (child_process) and Electron (utilityProcess).

/** Electron's utilityProcess talks through this instead of process.send. */
interface ParentPort {
  postMessage(message: FromHost): void
  on(event: 'message', listener: (event: { data: ToHost }) => void): void
}
const { parentPort } = process as { parentPort?: ParentPort }

function send(message: FromHost): void {
  if (parentPort) parentPort.postMessage(message)
  // The shell may be gone already; then this process ends too (see below), so the message is not missed.
  else if (process.connected) process.send!(message, () => {})
}

function listen(listener: (message: ToHost) => void): void {
  if (parentPort) parentPort.on('message', ({ data }) => listener(data))
  else process.on('message', (message) => listener(message as ToHost))
}

letComputingGiveWay()
const host = new Host({ storePath: defaultStorePath(), emit: (event) => send({ kind: 'event', event }) })

async function receive(message: ToHost): Promise<void> {
  if (message.kind === 'cancel') return host.cancel(message.callId)
  const { callId, name, args } = message
  send({ kind: 'answer', callId, answer: await host.answer(callId, name, args) })
}

/** Below what the shell's HostClient waits before it kills us. */
const CLOSE_LIMIT_MS = 3_000

let closing = false
async function close(): Promise<void> {
  if (closing) return
  closing = true
  const inTime = await host.close(CLOSE_LIMIT_MS)
  if (inTime) process.exit(0)
  // A thread that computes cannot be ended; this can, and everything decided is saved.
  process.kill(process.pid, 'SIGKILL')
}

listen((message) => void receive(message))
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void close())
process.on('disconnect', () => void close())

let message = 'The host process is ready.'
try {
  host.openStore()
} catch (error) {
  message = toErrorData(error).message // every request that needs the store says so too
}
send({ kind: 'event', event: { type: 'host-status', status: 'ready', message } })
// While the page loads, which takes longer.
host.prepare()

import path from 'node:path'
import { utilityProcess } from 'electron'
import type { FromHost } from '../../../contract'
import { computingEnv } from '../../host/process/heap-setting'
import { forkHost, type HostChild } from '../../host/process/host-child'

const HOST_FILE = path.join(__dirname, 'host-process.cjs')
/** The N-API that better-sqlite3 is built for. */
const NEEDED_NAPI = 10

const ownNodeWillDo = Number(process.versions.napi) >= NEEDED_NAPI

/** Whether the host can be started before the app is ready: processes of Electron cannot. */
export const startsBeforeReady = !ownNodeWillDo

/** Starts the host on Electron's own Node where that is new enough, else on the Node that started us. */
export function startHost(): HostChild {
  return ownNodeWillDo
    ? forkUtilityHost()
    : forkHost({ hostFile: HOST_FILE, nodePath: process.env.PATCHBAY_NODE ?? 'node' })
}

function forkUtilityHost(): HostChild {
  const child = utilityProcess.fork(HOST_FILE, [], {
    serviceName: 'Patchbay host',
    stdio: 'inherit',
    env: computingEnv(),
  })
  return {
    get pid() {
      return child.pid
    },
    send: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromHost)),
    onExit: (listener) => void child.once('exit', (code) => listener(`exit code ${code}`)),
    stop: () => void child.kill(),
    kill: () => child.pid !== undefined && process.kill(child.pid, 'SIGKILL'),
  }
}

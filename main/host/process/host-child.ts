import { fork } from 'node:child_process'
import type { FromHost, ToHost } from '../../../contract'
import { computingEnv } from './heap-setting'

/** The host process as its launcher sees it, whatever forked it (child_process or Electron's utilityProcess). */
export interface HostChild {
  pid: number | undefined
  send(message: ToHost): void
  onMessage(listener: (message: FromHost) => void): void
  /** Called once, in words for people: `exit code 1`, `signal SIGKILL`. */
  onExit(listener: (how: string) => void): void
  /** Asks it to end in order (it saves what was decided). */
  stop(): void
  /** Ends it at once; safe, because everything decided is journalled. */
  kill(): void
}

export interface ForkHostOptions {
  /** The host's entry, e.g. out/main/host-process.cjs. */
  hostFile: string
  /** The Node that runs it; PATCHBAY_NODE or the present one where left out. */
  nodePath?: string
  /** Added to our own environment. */
  env?: NodeJS.ProcessEnv
  execArgv?: string[]
}

/** Starts the host as a child process of Node; typed arrays travel whole (`advanced` serialization). */
export function forkHost(options: ForkHostOptions): HostChild {
  const child = fork(options.hostFile, [], {
    execPath: options.nodePath ?? process.env.PATCHBAY_NODE ?? process.execPath,
    execArgv: options.execArgv ?? [],
    env: computingEnv({ ...process.env, ...options.env }),
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  return {
    pid: child.pid,
    // A message to a host that just died is answered by its exit, not by an error of its own.
    send: (message) => void child.send(message, () => {}),
    onMessage: (listener) => void child.on('message', (message) => listener(message as FromHost)),
    onExit: (listener) => {
      let isReported = false
      const report = (how: string) => {
        if (!isReported) listener(how)
        isReported = true
      }
      child.once('exit', (code, signal) => report(signal ? `signal ${signal}` : `exit code ${code}`))
      child.on('error', (error) => {
        if (child.pid === undefined) report(error.message)
      })
    },
    stop: () => void child.kill('SIGTERM'),
    kill: () => void child.kill('SIGKILL'),
  }
}

import path from 'node:path'
import { parseArgs } from 'node:util'
import { PatchbayError } from '../../../contract'
import { HostClient } from '../../host/process/host-client'
import { forkHost } from '../../host/process/host-child'
import { defaultStorePath } from '../../paths'
import { print } from '../streams'
import { Access } from './access'
import { startServer, type RunningServer, type ServerOptions } from './server'
import { keptPageKey, markUsed, randomKey } from './page-key'

export interface ServeOptions {
  /** Left out: 4173 where it is free, else any. 0: any. */
  port?: number
  /** The store; the default one where left out. */
  db?: string
}

const USUAL_PORT = 4173

export function parseServeArgs(args: string[]): ServeOptions {
  const { port, db } = readOptions(args)
  return { port: port === undefined ? undefined : parsePort(port), db }
}

function readOptions(args: string[]): { port?: string; db?: string } {
  try {
    return parseArgs({ args, options: { port: { type: 'string' }, db: { type: 'string' } } }).values
  } catch {
    throw new PatchbayError(
      'bad-input',
      `The browser shell takes --port N and --db FILE, not ${args.join(' ')}.`,
    )
  }
}

export function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new PatchbayError('bad-input', `The port must be a whole number from 0 to 65535, not ${text}.`)
}

/** Runs the browser shell until SIGINT or SIGTERM; gives the exit code. Prints its URL, and nothing else, to stdout. */
export async function serve(options: ServeOptions): Promise<number> {
  if (options.db !== undefined) process.env.PATCHBAY_DB = options.db
  const stopped = stopSignal()
  const host = new HostClient({
    spawn: () => forkHost({ hostFile: path.join(__dirname, 'host-process.cjs') }),
  })
  const store = defaultStorePath()
  const access = new Access(randomKey(), keptPageKey(store))
  const rendererFolder = path.join(__dirname, '../renderer')
  const server = await listenOn(options.port, { host, access, rendererFolder })
  host.start()
  await print(`Patchbay is running at ${server.url}`)
  await stopped
  await Promise.all([server.close(), host.close()])
  markUsed(store)
  return 0
}

async function listenOn(
  port: number | undefined,
  options: Omit<ServerOptions, 'port'>,
): Promise<RunningServer> {
  try {
    return await startServer({ ...options, port: port ?? USUAL_PORT })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' && port === undefined) return startServer({ ...options, port: 0 })
    if (code === 'EADDRINUSE') throw new PatchbayError('bad-input', portInUse(port))
    if (code === 'EACCES')
      throw new PatchbayError('bad-input', `Port ${port} may not be used here: give another with --port N.`)
    throw error
  }
}

function portInUse(port: number | undefined): string {
  return `Port ${port} is in use by another program: give another with --port N, or --port 0 for any free one.`
}

/** Resolves at the first signal; the second ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}

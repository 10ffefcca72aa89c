import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Whether the machine has a Redis: scripts/system-packages.ts installs it for the tests. */
export const hasRedis = spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0

/** A real Redis of a test's own, whose data outlives a kill: every write is on the disk before it is answered. */
export class RedisServer {
  readonly port: number
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'patchbay-redis-'))
  private readonly options: readonly string[]
  private readonly isTls: boolean
  private child: ChildProcess | null = null

  private constructor(port: number, options: readonly string[], isTls: boolean) {
    this.port = port
    this.options = options
    this.isTls = isTls
  }

  /** With `isTls` it answers in TLS alone, as the options say. */
  static async start(options: readonly string[] = [], isTls = false): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options, isTls)
    await server.start()
    return server
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async start(more: readonly string[] = []): Promise<void> {
    const ports = this.isTls ? ['--port', '0', '--tls-port'] : ['--port']
    const args = [...ports, String(this.port), '--dir', this.folder, '--bind', '127.0.0.1', '--save', '']
    const kept = ['--appendonly', 'yes', '--appendfsync', 'always']
    const child = spawn('redis-server', [...args, ...kept, ...this.options, ...more], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.child = child
    await new Promise<void>((resolve, reject) => {
      let text = ''
      child.stdout.on('data', (data: Buffer) => {
        text += data.toString()
        if (text.includes('Ready to accept connections')) resolve()
      })
      child.once('exit', () => reject(new Error(`redis-server ended: ${text}`)))
    })
  }

  async kill(): Promise<void> {
    const { child } = this
    this.child = null
    if (!child || child.exitCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  /** Forgets everything. */
  async clear(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
    mkdirSync(this.folder)
    await this.start()
  }

  /** Its folder is gone: it can save nothing from now on. */
  loseFolder(): void {
    rmSync(this.folder, { recursive: true })
  }

  /** It keeps its connections, and answers nothing. */
  freeze(): void {
    this.child?.kill('SIGSTOP')
  }

  async end(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { inProject } from '../../scripts/project'

/** The built command line in a process of its own. */
export class Program {
  code: number | null = null
  wasKilled = false
  said = ''
  /** What it wrote on stderr last. */
  errors = ''
  readonly ended: Promise<unknown>
  private readonly child: ChildProcess
  private readonly listeners: ((line: string) => void)[] = []

  constructor(args: readonly string[]) {
    this.child = spawn(process.execPath, [inProject('out/main/cli.cjs'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.said += text))
    // Closed, not ended: by then all that it said has come.
    this.ended = once(this.child, 'close').then(() => (this.code = this.child.exitCode ?? 128))
    createInterface({ input: this.child.stderr! }).on('line', (line) => {
      this.errors = line
      for (const listener of this.listeners) listener(line)
    })
  }

  get pid(): number {
    return this.child.pid!
  }

  onLine(listener: (line: string) => void): void {
    this.listeners.push(listener)
  }

  async kill(): Promise<void> {
    this.wasKilled = true
    this.child.kill('SIGKILL')
    await this.ended
  }
}

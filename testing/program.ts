import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { COMMAND_LINE } from './from-sources'

/** The command line, from the sources, in a process of its own. */
export class Program {
  /** All that it wrote. */
  said = ''
  readonly ended: Promise<number | null>
  private readonly child: ChildProcess

  constructor(args: readonly string[], cwd?: string) {
    this.child = spawn(process.execPath, [...COMMAND_LINE, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd,
    })
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => (this.said += text))
    // Closed, not ended: by then all that it said has come.
    this.ended = once(this.child, 'close').then(([code]) => code as number | null)
  }

  async until(text: string): Promise<void> {
    await until(() => this.said.includes(text))
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal)
  }
}

export async function until(fits: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await fits())) await new Promise((resolve) => setTimeout(resolve, 20))
}

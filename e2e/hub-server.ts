import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')

/** What goes wrong with a file, as testing/hub-server has it. */
interface Fault {
  path: string
  times?: number
  status?: number
  cutAfterBytes?: number
  holdAfterBytes?: number
}

interface AskedRequest {
  method: string
  path: string
  range: string | null
}

/** A server beside the app that answers as the Hugging Face hub does, with folders as its models. */
export interface Hub {
  readonly address: string
  /** In place of those before; what was held goes on. Gives what was asked so far. */
  setFaults(faults: Fault[]): Promise<AskedRequest[]>
  close(): void
}

export async function startHub(repositories: Record<string, string>): Promise<Hub> {
  const served = Object.entries(repositories).map(([name, folder]) => `${name}=${folder}`)
  const args = [path.join(root, 'scripts/run.mjs'), 'run-ts', 'testing/hub-server/serve.ts', ...served]
  // It ends when its stdin does.
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] })
  const address = await printedAddress(child)
  return {
    address,
    async setFaults(faults) {
      const answer = await fetch(`${address}/_faults`, { method: 'POST', body: JSON.stringify(faults) })
      return (await answer.json()) as AskedRequest[]
    },
    close: () => void child.stdin?.end(),
  }
}

function printedAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString()
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? []
      if (address) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`The hub's server ended (exit code ${code}).`)))
  })
}

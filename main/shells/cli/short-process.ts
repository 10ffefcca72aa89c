import { fork } from 'node:child_process'
import { constants } from 'node:os'

/**
 * ONNX Runtime copies the process's command line into a buffer that is too small for more than some 20,000 bytes, and
 * takes the process down with it (exit code 139).
 */
const LONGEST_BYTES = 8_000
/** In place of arguments that come as a message. */
const BY_MESSAGE = '--arguments-by-message'
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Runs `main` on the arguments of this process; where they are long, in a child that gets them as a message. */
export async function inShortProcess(main: (args: string[]) => Promise<number>): Promise<number> {
  const args = process.argv.slice(2)
  if (process.send && args[0] === BY_MESSAGE) return main(await argumentsByMessage())
  const bytes = args.reduce((sum, arg) => sum + Buffer.byteLength(arg) + 1, 0)
  return bytes <= LONGEST_BYTES ? main(args) : inChild(args)
}

function argumentsByMessage(): Promise<string[]> {
  // Without its parent there is no reader for its result: it stops as by a signal.
  process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  return new Promise((resolve) => process.once('message', (args) => resolve(args as string[])))
}

/** Our streams are the child's; signals are passed on and mean what they mean to it. */
function inChild(args: string[]): Promise<number> {
  const child = fork(process.argv[1], [BY_MESSAGE], { stdio: 'inherit' })
  for (const signal of SIGNALS) process.on(signal, () => void child.kill(signal))
  child.send(args, () => {})
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  })
}

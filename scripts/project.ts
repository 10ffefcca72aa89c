import { spawn, type SpawnOptions } from 'node:child_process'
import { constants } from 'node:os'
import { createRequire } from 'node:module'
import path from 'node:path'

/** The project's folder. */
export const root = path.join(import.meta.dirname, '..')

/** A file of the project by its path in it. */
export function inProject(...parts: string[]): string {
  return path.join(root, ...parts)
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a command to its end with our streams and gives its exit code (128 + n after signal n).
 * Signals that reach only this process are passed on; the child decides what they mean.
 */
export function run(command: string, args: string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', cwd: root, ...options })
  const forward = (signal: NodeJS.Signals) => void child.kill(signal)
  for (const signal of FORWARDED) process.on(signal, forward)
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  }).finally(() => {
    for (const signal of FORWARDED) process.off(signal, forward)
  })
}

/** Runs a script on the Node that runs us. */
export function runNode(file: string, args: string[] = [], options: SpawnOptions = {}): Promise<number> {
  return run(process.execPath, [file, ...args], options)
}

/** The command-line program of an installed package, e.g. ('vitest', 'vitest.mjs'). */
export function packageFile(name: string, file: string): string {
  return inProject('node_modules', name, file)
}

/** Runs a CommonJS program in this process: no second start-up, and signals and exit code are the program's own. */
export function become(file: string, args: string[]): void {
  process.argv = [process.execPath, file, ...args]
  createRequire(import.meta.url)(file)
}

export function isRootOnLinux(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

import { spawnSync, type SpawnSyncOptions } from 'node:child_process'
import path from 'node:path'

/** The project's folder. */
export const ROOT = path.join(import.meta.dirname, '..')

/** Arguments of Node by which a process or a thread runs TypeScript. */
export const FROM_SOURCES = ['--import', path.join(import.meta.dirname, 'ts-sources.mjs')]

/**
 * `npm test` builds first and sets this: the processes that the tests start are then those that users start, which
 * begin in half the time. A test that is run by itself starts them from the sources.
 */
const isBuilt = process.env.PATCHBAY_TEST_BUILT === '1'

/** Arguments of Node that run the program's file of this name, which is in this folder of the sources. */
export function programFile(folder: string, name: string): string[] {
  if (isBuilt) return [path.join(ROOT, 'out/main', `${name}.cjs`)]
  return [...FROM_SOURCES, path.join(ROOT, folder, `${name}.ts`)]
}

/** Arguments of Node that run the command line. */
export const COMMAND_LINE = programFile('main/shells/cli', 'cli')

/** Runs the command line to its end. */
export function runCommandLine(args: readonly string[], options: SpawnSyncOptions = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...COMMAND_LINE, ...args], {
    maxBuffer: 2 ** 26, // an export carries its prompts
    ...options,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

/** Runs a line in a POSIX shell that has the command line as `patchbay`. */
export function shellCommand(line: string, options: SpawnSyncOptions = {}) {
  const words = [process.execPath, ...COMMAND_LINE].map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
  const script = `patchbay() { ${words.join(' ')} "$@"; }\n${line}`
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { ...options, encoding: 'utf8' })
  return { status, stdout, stderr }
}

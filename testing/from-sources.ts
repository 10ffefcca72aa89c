import { spawnSync, type SpawnSyncOptions } from 'node:child_process'
import path from 'node:path'

/** The project's folder. */
export const ROOT = path.join(import.meta.dirname, '..')

/** Arguments of Node by which a process or a thread runs TypeScript. */
export const FROM_SOURCES = ['--import', path.join(import.meta.dirname, 'ts-sources.mjs')]

/** Arguments of Node that run the command line. */
export const COMMAND_LINE = [...FROM_SOURCES, path.join(ROOT, 'main/shells/cli/cli.ts')]

/** Runs the command line to its end. */
export function runCommandLine(args: readonly string[], options: SpawnSyncOptions = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...COMMAND_LINE, ...args], {
    maxBuffer: 2 ** 26, // an export carries its prompts
    ...options,
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

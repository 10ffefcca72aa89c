import path from 'node:path'
import { runnerImport } from 'vite'
import { inProject } from './project.ts'

/**
 * Runs a TypeScript file of the project, e.g. `node scripts/run.mjs run-ts bench/run.ts --quick`. The rooms
 * import each other without file endings, as bundlers do and plain Node does not; vite's runner resolves them.
 */
export async function main(args: string[]): Promise<void> {
  const [file, ...rest] = args
  if (!file) throw new Error('Which file? node scripts/run.mjs run-ts FILE ARGS')
  process.argv = [process.execPath, path.resolve(file), ...rest]
  await runnerImport(path.resolve(file), { root: inProject(), configFile: false, logLevel: 'warn' })
}

import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { sourceStamp } from './build-stamp.ts'
import { inProject, messageOf, packageFile, root, runNode } from './project.ts'

const OUT = inProject('out')
// Each process has its own folders: two builds at once cost time but never mix.
const NEXT_NAME = `out-next-${process.pid}`
const NEXT = inProject(NEXT_NAME)
const PREVIOUS = inProject(`out-previous-${process.pid}`)

/** Builds into out/ unless it already holds a build of exactly these sources. */
export async function ensureBuilt(): Promise<void> {
  const stamp = sourceStamp(root)
  if (builtStamp() === stamp) return
  const started = Date.now()
  console.error('Building ...')
  try {
    await build(stamp)
  } finally {
    rmSync(NEXT, { recursive: true, force: true })
  }
  console.error(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`)
}

function builtStamp(): string | null {
  const file = inProject('out', 'build-stamp')
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** Builds beside out/ and swaps the two, so nobody ever starts half a build. */
async function build(stamp: string): Promise<void> {
  const code = await runNode(
    packageFile('electron-vite', 'bin/electron-vite.js'),
    ['build', '--logLevel', 'warn'],
    // Our stdout may be the command line's result: the build's messages go to stderr.
    { stdio: ['ignore', 2, 2], env: { ...process.env, PATCHBAY_OUT: NEXT_NAME } },
  )
  if (code !== 0) throw new Error(`The build failed (exit code ${code}); the reason is above.`)
  writeFileSync(inProject(NEXT_NAME, 'build-stamp'), stamp)
  while (!swapIn());
}

/** False where another build renamed its own in between; then that out/ is the one to replace. */
function swapIn(): boolean {
  if (existsSync(OUT)) renameSync(OUT, PREVIOUS)
  rmSync(PREVIOUS, { recursive: true, force: true })
  try {
    renameSync(NEXT, OUT)
    return true
  } catch (error) {
    if (existsSync(OUT)) return false
    throw error
  }
}

/** `npm run build`; `-- --force` builds even where nothing changed. */
export async function main(args: string[]): Promise<number> {
  if (args.includes('--force')) rmSync(inProject('out', 'build-stamp'), { force: true })
  try {
    await ensureBuilt()
    return 0
  } catch (error) {
    console.error(messageOf(error))
    return 1
  }
}

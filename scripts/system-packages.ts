import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { messageOf, run } from './project.ts'

/** What sweeps on other machines are tested with. */
const CLUSTER_PACKAGES = ['redis-server', 'munge', 'slurmctld', 'slurmd', 'slurm-client']
/** What Electron, and a browser on a display of its own, need from a Debian system. */
const PACKAGES = ['xvfb', 'xauth', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libatspi2.0-0']
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The Chromium for the browser shell: Playwright's own where it was installed, else the system's. */
export function findChromium(): string | null {
  return [chromium.executablePath(), ...BROWSERS].find((file) => existsSync(file)) ?? null
}

/** Makes sure that the system can show both shells. @throws Error with the command that installs what is missing. */
export async function ensureSystemPackages(): Promise<void> {
  if (process.platform !== 'linux') return ensureChromium()
  if (!has('dpkg-query')) {
    if (!has('xvfb-run'))
      throw new Error('End-to-end tests need xvfb-run: install Xvfb from your distribution.')
    return ensureChromium()
  }
  const missing = PACKAGES.filter((name) => !isInstalled(name))
  if (!findChromium()) missing.push('chromium')
  if (missing.length > 0) await install(missing)
  await installForClusters()
}

/** Redis and Slurm: what is tested with them is named as not run where they cannot be installed. */
async function installForClusters(): Promise<void> {
  const missing = CLUSTER_PACKAGES.filter((name) => !isInstalled(name))
  if (missing.length === 0 || process.getuid?.() !== 0) return
  try {
    await install(missing)
  } catch (error) {
    console.log(`${messageOf(error)}: sweeps on other machines are not tested.`)
  }
}

function ensureChromium(): void {
  if (findChromium()) return
  throw new Error('End-to-end tests need a Chromium. Run this and try again: npx playwright install chromium')
}

function has(command: string): boolean {
  return spawnSync('which', [command], { stdio: 'ignore' }).status === 0
}

/** Debian 13 and Ubuntu 24.04 renamed some of them: libgtk-3-0t64. */
function isInstalled(name: string): boolean {
  return [name, `${name}t64`].some((candidate) => {
    const query = spawnSync('dpkg-query', ['-W', '-f', '${Status}', candidate], { encoding: 'utf8' })
    return query.stdout.includes('install ok installed')
  })
}

function installableName(name: string): string {
  const renamed = spawnSync('apt-cache', ['show', `${name}t64`], { stdio: 'ignore' }).status === 0
  return renamed ? `${name}t64` : name
}

async function install(missing: string[]): Promise<void> {
  const isRoot = process.getuid?.() === 0
  // On a fresh machine apt knows no names before its first update.
  if (isRoot) await apt(['update', '-q'])
  const args = ['install', '-y', '--no-install-recommends', ...missing.map(installableName)]
  if (!isRoot) {
    throw new Error(
      `End-to-end tests need system packages. Run this and try again:\n` +
        `  sudo apt-get update && sudo apt-get ${args.join(' ')}`,
    )
  }
  console.log(`Installing system packages: ${missing.join(' ')}`)
  await apt(args)
}

async function apt(args: string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const code = await run('apt-get', args, { env, stdio: ['ignore', 'ignore', 2] })
  if (code !== 0) throw new Error(`This failed (exit code ${code}): apt-get ${args.join(' ')}`)
}

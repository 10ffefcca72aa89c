import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { inProject, packageFile, runNode } from './project.ts'

/** How long the `electron` package may take to fetch its binary before we go on without it. */
const FETCH_LIMIT_MS = 180_000
const PROBE_LIMIT_MS = 3_000

/**
 * The binary of the `electron` package, or null where the package has not fetched it (yet). As in the package
 * itself, ELECTRON_OVERRIDE_DIST_PATH names the folder of another one.
 */
export function productElectron(): string | null {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const pathFile = inProject('node_modules/electron/path.txt')
  if (!override && !existsSync(pathFile)) return null
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron'
  const binary = path.join(override ?? inProject('node_modules/electron/dist'), name)
  return existsSync(binary) ? binary : null
}

export function electronVersion(): string {
  const file = inProject('node_modules/electron/package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/**
 * Lets the `electron` package fetch its binary, as it would on first use, but quietly and not for ever.
 * Without a quick answer from the download host it is not tried at all. Null where it failed.
 */
export async function fetchProductElectron(): Promise<string | null> {
  if (process.env.CI || !(await downloadHostAnswers())) return null
  console.error(`Fetching Electron ${electronVersion()}, once (about 110 MB) ...`)
  await runNode(packageFile('electron', 'install.js'), [], { stdio: 'ignore', timeout: FETCH_LIMIT_MS })
  return productElectron()
}

async function downloadHostAnswers(): Promise<boolean> {
  if (process.env.ELECTRON_GET_USE_PROXY) return true // our probe would not go through the proxy
  const mirror = process.env.ELECTRON_MIRROR ?? process.env.npm_config_electron_mirror
  try {
    await fetch(mirror ?? 'https://github.com', {
      method: 'HEAD',
      redirect: 'manual',
      signal: AbortSignal.timeout(PROBE_LIMIT_MS),
    })
    return true
  } catch {
    return false
  }
}

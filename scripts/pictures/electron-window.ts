import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from '@playwright/test'
import { startElectron } from '../../e2e/shell-processes'
import { ensureBuilt } from '../build'
import { inProject } from '../project'
import { testElectron } from '../test-electron'

/** Opens Electron's window on a store of its own; both end when `use` is done. @throws Error where there is no Electron */
export async function withElectron(use: (page: Page) => Promise<void>): Promise<void> {
  if (process.platform === 'linux' && !process.env.DISPLAY) process.exit(onDisplay())
  await ensureBuilt()
  const { binary, note } = await testElectron()
  if (!binary) throw new Error(`There is no Electron to take pictures of: ${note}.`)
  process.env.PATCHBAY_E2E_ELECTRON = binary
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-pictures-'))
  const shell = await startElectron({ folder, env: {}, log: () => {}, watch: () => {} })
  try {
    await use(shell.page)
  } finally {
    await shell.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same command on a display that nobody sees. */
function onDisplay(): number {
  const run = [process.execPath, inProject('scripts/run.mjs'), 'run-ts', ...process.argv.slice(1)]
  const { status, error } = spawnSync('xvfb-run', ['-a', '-s', '-screen 0 1600x1000x24', ...run], {
    stdio: 'inherit',
  })
  if (error) throw new Error(`xvfb-run could not be started: ${error.message}. Install it, or set DISPLAY.`)
  return status ?? 1
}

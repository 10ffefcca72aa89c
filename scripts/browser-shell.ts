import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium, type BrowserContextOptions, type Page } from '@playwright/test'
import { ensureBuilt } from './build.ts'
import { inProject } from './project.ts'
import { findChromium } from './system-packages.ts'

/**
 * Opens the built browser shell on a store of its own, for scripts that measure or take pictures; both
 * end, and the store goes, when `use` is done.
 */
export async function withBrowserShell(
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  await ensureBuilt()
  const folder = mkdtempSync(path.join(tmpdir(), 'patchbay-shell-'))
  const shell = spawn(process.execPath, [inProject('out/main/serve.cjs'), '--port', '0'], {
    env: { ...process.env, PATCHBAY_DB: path.join(folder, 'patchbay.db') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const browser = await chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    const page = await browser.newPage(options)
    await page.goto(await urlOf(shell))
    await use(page)
  } finally {
    await browser.close()
    const ended = new Promise((resolve) => shell.once('exit', resolve))
    if (shell.kill()) await ended
    rmSync(folder, { recursive: true, force: true })
  }
}

function urlOf(shell: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    shell.stdout!.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      const url = /http:\S+/.exec(text)
      if (url) resolve(url[0])
    })
    shell.once('exit', (code) => reject(new Error(`The browser shell ended with exit code ${code}.`)))
  })
}

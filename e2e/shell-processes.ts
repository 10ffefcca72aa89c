import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'
import {
  _electron,
  type Browser,
  type BrowserContext,
  type ElectronApplication,
  type Page,
} from '@playwright/test'

const root = path.join(import.meta.dirname, '..')
const READY_LIMIT_MS = 60_000
const CLOSE_LIMIT_MS = 10_000

/** One running shell: its page, what it wrote to stderr, and its end. */
export interface RunningShell {
  page: Page
  electron: ElectronApplication | null
  close(): Promise<void>
}

export interface ShellSettings {
  folder: string
  env: Record<string, string>
  /** Called with whatever the shell's processes print. */
  log(text: string): void
  /** Called before the page loads, to catch its first errors too. */
  watch(context: BrowserContext): void
}

export async function startElectron(settings: ShellSettings): Promise<RunningShell> {
  const electron = await _electron.launch({
    executablePath: process.env.PATCHBAY_E2E_ELECTRON,
    args: [
      ...['-r', path.join(import.meta.dirname, 'electron-gate.cjs')],
      root,
      '--no-sandbox',
      '--disable-gpu',
      `--user-data-dir=${path.join(settings.folder, 'electron')}`,
    ],
    env: shellEnv(settings),
    timeout: READY_LIMIT_MS,
  })
  settings.watch(electron.context())
  const child = electron.process()
  listen(child, settings)
  const close = async () => {
    await within(CLOSE_LIMIT_MS, electron.close())
    killGroup(child)
  }
  try {
    const page = await electron.firstWindow({ timeout: READY_LIMIT_MS })
    return { page, electron, close }
  } catch (error) {
    await close()
    throw error
  }
}

export async function startBrowserShell(settings: ShellSettings, browser: Browser): Promise<RunningShell> {
  const args = [path.join(root, 'out/main/serve.cjs'), '--port', '0', '--db', storeFile(settings.folder)]
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: shellEnv(settings),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // its own process group, so that its host can be ended with it
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  listen(child, settings)
  const stop = async () => {
    child.kill('SIGTERM')
    await within(CLOSE_LIMIT_MS, ended)
    killGroup(child)
  }
  try {
    const url = await printedUrl(child)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    settings.watch(context)
    const page = await context.newPage()
    await page.goto(url)
    return { page, electron: null, close: () => context.close().then(stop) }
  } catch (error) {
    await stop()
    throw error
  }
}

function storeFile(folder: string): string {
  return path.join(folder, 'patchbay.db')
}

function shellEnv({ folder, env }: ShellSettings): Record<string, string> {
  const { ELECTRON_RUN_AS_NODE: _, ...inherited } = process.env
  const own = {
    PATCHBAY_DB: storeFile(folder),
    PATCHBAY_NODE: process.execPath,
    XDG_CONFIG_HOME: path.join(folder, 'config'),
  }
  return { ...(inherited as Record<string, string>), ...own, ...env }
}

function listen(child: ChildProcess, { log }: ShellSettings): void {
  child.stdout?.on('data', (data: Buffer) => log(data.toString()))
  child.stderr?.on('data', (data: Buffer) => log(data.toString()))
}

/** The URL the serve shell prints once it listens. */
function printedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const limit = setTimeout(
      () => reject(new Error(`no URL within ${READY_LIMIT_MS} ms: ${text}`)),
      READY_LIMIT_MS,
    )
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString()
      const url = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(text)
      if (!url) return
      clearTimeout(limit)
      resolve(url[0])
    })
    child.once('exit', (code) => {
      clearTimeout(limit)
      reject(new Error(`The serve shell ended (exit code ${code}) before it printed its URL.`))
    })
  })
}

/** Waits for work to end, but no longer than this; its errors do not matter here. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, limitMs)))
  await Promise.race([work.catch(() => undefined), limit])
  clearTimeout(timer)
}

/** Kills whatever is left of the shell and its children. */
function killGroup(child: ChildProcess): void {
  try {
    process.kill(-(child.pid ?? 0), 'SIGKILL')
  } catch {
    // the whole group is gone, as it should be
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

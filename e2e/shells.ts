import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  type Browser,
  type BrowserContext,
  chromium,
  type ElectronApplication,
  type Page,
  test as base,
  type TestInfo,
} from '@playwright/test'
import type { PatchbayBridge } from '../contract'
import { type RunningShell, startBrowserShell, startElectron } from './shell-processes'

export { expect } from '@playwright/test'

declare global {
  interface Window {
    patchbay?: PatchbayBridge
  }
}

export type ShellName = 'electron' | 'browser'

export interface ShellOptions {
  /** Set by the two projects of playwright.config.ts. */
  shell: ShellName
}

/** The app as a spec sees it, the same over both shells. */
export interface App {
  readonly shell: ShellName
  /** The window; another one after restart(). */
  readonly page: Page
  /** For what only Electron has, e.g. stubbing a dialog with `electron.evaluate`. */
  readonly electron: ElectronApplication | null
  /** A fresh folder for this test, which holds the store; restart() keeps it. */
  readonly folder: string
  /** Uncaught errors of the page. They fail the test; a spec that provokes some empties the list. */
  readonly pageErrors: string[]
  hostPid(): Promise<number>
  /** Closes the app and opens it again on the same data. */
  restart(): Promise<void>
}

interface Fixtures {
  app: App
  /** More environment for the shell: `test.use({ appEnv: { ... } })`. */
  appEnv: Record<string, string>
}

interface WorkerFixtures extends ShellOptions {
  sharedBrowser: Browser | null
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  shell: ['browser', { option: true, scope: 'worker' }],
  appEnv: [{}, { option: true }],
  sharedBrowser: [
    async ({ shell }, use) => {
      const browser = shell === 'browser' ? await launchChromium() : null
      await use(browser)
      await browser?.close()
    },
    { scope: 'worker' },
  ],
  app: async ({ shell, appEnv, sharedBrowser }, use, testInfo) => {
    const app = new AppUnderTest(shell, appEnv, sharedBrowser)
    try {
      await app.open()
      await use(app)
      if (testInfo.status !== testInfo.expectedStatus) await app.attachScreenshot(testInfo)
    } finally {
      if (testInfo.errors.length > 0) console.log(app.output())
      await app.dispose()
    }
    if (app.pageErrors.length > 0) throw new Error(`Uncaught in the page:\n${app.pageErrors.join('\n')}`)
  },
})

function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.PATCHBAY_E2E_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
}

class AppUnderTest implements App {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'patchbay-e2e-'))
  readonly pageErrors: string[] = []
  private readonly log: string[] = []
  private running: RunningShell | null = null
  readonly shell: ShellName
  private readonly env: Record<string, string>
  private readonly browser: Browser | null

  constructor(shell: ShellName, env: Record<string, string>, browser: Browser | null) {
    this.shell = shell
    this.env = env
    this.browser = browser
  }

  get page(): Page {
    return this.shown().page
  }

  get electron(): ElectronApplication | null {
    return this.shown().electron
  }

  async open(): Promise<void> {
    const log = (text: string) => void this.log.push(text)
    const settings = { folder: this.folder, env: this.env, log, watch: this.watch }
    this.running = this.browser
      ? await startBrowserShell(settings, this.browser)
      : await startElectron(settings)
    await this.page.waitForLoadState('domcontentloaded')
    // Electron's window loads before anyone can listen: its errors so far have to be fetched.
    for (const error of await this.page.pageErrors()) this.noteError(error)
  }

  private readonly watch = (context: BrowserContext) => {
    context.on('weberror', (event) => this.noteError(event.error()))
    context.on('console', (message) => this.log.push(`[page ${message.type()}] ${message.text()}\n`))
  }

  private noteError(error: Error): void {
    const text = error.stack ?? error.message
    if (!this.pageErrors.includes(text)) this.pageErrors.push(text)
  }

  async hostPid(): Promise<number> {
    const answer = await this.page.evaluate(() => window.patchbay!.call('app.info', {}))
    if (!answer.ok) throw new Error(answer.error.message)
    return answer.value.hostPid
  }

  async restart(): Promise<void> {
    await this.close()
    await this.open()
  }

  async attachScreenshot(testInfo: TestInfo): Promise<void> {
    const file = testInfo.outputPath('page.png')
    try {
      await this.page.screenshot({ path: file, timeout: 5_000 })
      await testInfo.attach('page', { path: file, contentType: 'image/png' })
    } catch (error) {
      this.log.push(`no screenshot: ${error instanceof Error ? error.message : error}\n`)
    }
  }

  output(): string {
    return `--- what the ${this.shell} shell printed ---\n${this.log.join('')}\n---`
  }

  async dispose(): Promise<void> {
    await this.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  private async close(): Promise<void> {
    await this.running?.close()
    this.running = null
  }

  private shown(): RunningShell {
    if (!this.running) throw new Error('The app is not open.')
    return this.running
  }
}

import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { app, BrowserWindow } from 'electron'
import type { HostClient } from '../../host/process/host-client'
import { defaultStorePath, usualStorePath } from '../../paths'

/**
 * `npm start -- --db FILE`, as in the other shells; the host reads the environment. Each store but the usual one has a
 * data folder of its own for Electron, and so an app of its own: see `isFirstInstance`.
 */
export function setupStoreChoice(): void {
  const { values } = parseArgs({
    args: process.argv.slice(1),
    options: { db: { type: 'string' } },
    strict: false,
  })
  if (typeof values.db === 'string') process.env.PATCHBAY_DB = path.resolve(values.db)
  const store = defaultStorePath()
  if (store === usualStorePath()) return
  const name = createHash('sha256').update(store).digest('hex').slice(0, 16)
  const folder = path.join(app.getPath('userData'), 'stores', name)
  mkdirSync(folder, { recursive: true })
  app.setPath('userData', folder)
  app.setPath('sessionData', folder)
}

/** One app for each store: a second start on the same one shows the first one's window. False for the second. */
export function isFirstInstance(): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', () => {
    const window = BrowserWindow.getAllWindows()[0]
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  return true
}

/** Starts the host, where it is not started yet, and at the end waits until it has saved and left, so that none is left running. */
export function setupLifecycle(host: HostClient): void {
  host.start()
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  let closed = false
  app.on('will-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void host.close().finally(() => {
      closed = true
      app.quit()
    })
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit())
}

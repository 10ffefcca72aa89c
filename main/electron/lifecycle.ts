import { parseArgs } from 'node:util'
import { app, BrowserWindow } from 'electron'
import type { HostClient } from '../host/host-client'

/** `npm start -- --db FILE`, as in the other shells; the host reads the environment. */
export function setupStoreChoice(): void {
  const { values } = parseArgs({
    args: process.argv.slice(1),
    options: { db: { type: 'string' } },
    strict: false,
  })
  if (typeof values.db === 'string') process.env.PATCHBAY_DB = values.db
}

/** One app for each data folder: a second start shows the first one's window. False for the second. */
export function isFirstInstance(): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', () => {
    const window = BrowserWindow.getAllWindows()[0]
    if (window?.isMinimized()) window.restore()
    window?.focus()
  })
  return true
}

/** Starts the host, and at the end waits until it has saved and left, so that none is left behind. */
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

import { app, session, shell, type WebFrameMain } from 'electron'
import { APP_ORIGIN } from './app-protocol'

/** Before Electron is ready: every renderer in Chromium's sandbox, no way out of our page. */
export function setupSecurity(): void {
  // For root Chromium has no sandbox (it needs --no-sandbox); enableSandbox() would undo that switch and crash.
  if (process.getuid?.() !== 0) app.enableSandbox()
  app.on('web-contents-created', (_, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOurUrl(event.url)) event.preventDefault()
    })
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (url.startsWith('https://')) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}

/** Once ready: the page may ask for nothing (camera, notifications, ...) but to write to the clipboard. */
export function setupPermissions(): void {
  const allowed = (permission: string) => permission === 'clipboard-sanitized-write'
  session.defaultSession.setPermissionRequestHandler((_, permission, answer) => answer(allowed(permission)))
  session.defaultSession.setPermissionCheckHandler((_, permission) => allowed(permission))
}

function isOurUrl(url: string): boolean {
  return url.startsWith(`${APP_ORIGIN}/`)
}

/** Whether a message comes from our own page: its top frame, at our own address. */
export function isOurPage(frame: WebFrameMain | null): boolean {
  return frame !== null && frame.parent === null && isOurUrl(frame.url)
}

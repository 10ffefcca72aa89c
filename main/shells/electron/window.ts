import path from 'node:path'
import { app, BrowserWindow, dialog, nativeTheme, type RenderProcessGoneDetails } from 'electron'
import { APP_ORIGIN } from './app-protocol'
import { lastWindowState, rememberWindowState } from './window-state'

/** The colours of renderer/index.html, so that nothing flashes before the page paints. */
const BACKGROUND = { dark: '#101317', light: '#fbfcfd' }

/** Opens the window; on macOS another one when the app is clicked with none open. */
export function setupWindow(): void {
  openWindow()
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow()
  })
}

function openWindow(): void {
  const last = lastWindowState()
  const window = new BrowserWindow({
    title: 'Patchbay',
    width: 1440,
    height: 900,
    ...last?.bounds,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: path.join(__dirname, '../preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false, // prompts are data: no dictionary is fetched, no word underlined
    },
  })
  if (last?.maximized) window.maximize()
  rememberWindowState(window)
  window.once('ready-to-show', () => window.show())
  window.webContents.on('render-process-gone', (_, details) => void offerReload(window, details))
  void window.loadURL(`${APP_ORIGIN}/`)
}

/** The interface holds nothing that the store does not: a reload loses at most unsaved typing. */
async function offerReload(window: BrowserWindow, details: RenderProcessGoneDetails): Promise<void> {
  if (details.reason === 'clean-exit' || window.isDestroyed()) return
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: `The window stopped working (${details.reason}). Runs go on in the background.`,
    buttons: ['Load the window again', 'Quit'],
  })
  if (response === 0) window.reload()
  else app.quit()
}

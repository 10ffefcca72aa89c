import path from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, nativeTheme, type RenderProcessGoneDetails } from 'electron'
import { CHANNELS } from '../../../contract/channels'
import { queryOfWindow } from '../../../contract/window-address'
import { APP_ORIGIN } from './app-protocol'
import { isOurPage } from './security'
import { boundsOfNext, lastWindowState, rememberWindowState } from './window-state'

/** The colours of renderer/index.html, so that nothing flashes before the page paints. */
const BACKGROUND = { dark: '#101317', light: '#fbfcfd' }

/** Opens the window, others as the page asks; on macOS also when the app is clicked with none open. */
export function setupWindow(): void {
  openWindow()
  ipcMain.on(CHANNELS.openWindow, (event, runId: unknown) => {
    if (isOurPage(event.senderFrame)) openWindow(typeof runId === 'string' ? runId : null)
  })
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow()
  })
}

/** `runId`: what the window begins with; null where it shows what was on screen last. */
function openWindow(runId: string | null = null): void {
  const last = lastWindowState()
  const window = new BrowserWindow({
    title: 'Patchbay',
    width: 1440,
    height: 900,
    ...boundsOfNext(last),
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
  if (last?.maximized && BrowserWindow.getAllWindows().length === 1) window.maximize()
  rememberWindowState(window)
  window.once('ready-to-show', () => window.show())
  window.webContents.on('render-process-gone', (_, details) => void offerReload(window, details))
  void window.loadURL(`${APP_ORIGIN}/${queryOfWindow(runId)}`)
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

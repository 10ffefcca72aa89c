import { BrowserWindow, dialog, ipcMain, type OpenDialogOptions } from 'electron'
import { CHANNELS } from '../../../contract/channels'
import { isOurPage } from './security'

const DIALOGS: Record<string, OpenDialogOptions> = {
  'model-folder': { title: 'Open a model folder', properties: ['openDirectory'] },
  'weights-file': {
    title: 'Open a weights file',
    properties: ['openFile'],
    filters: [
      { name: 'Model weights', extensions: ['safetensors', 'onnx'] },
      { name: 'All files', extensions: ['*'] },
    ],
  },
}

/** The native file dialogs; the page gets the chosen path or null. */
export function setupDialogs(): void {
  ipcMain.handle(CHANNELS.pickPath, async (event, kind: unknown) => {
    const options = Object.hasOwn(DIALOGS, String(kind)) ? DIALOGS[String(kind)] : undefined
    const window = BrowserWindow.fromWebContents(event.sender)
    if (!isOurPage(event.senderFrame) || !options || !window)
      throw new Error('This request for a dialog is not valid.')
    const { canceled, filePaths } = await dialog.showOpenDialog(window, options)
    return canceled ? null : (filePaths[0] ?? null)
  })
}

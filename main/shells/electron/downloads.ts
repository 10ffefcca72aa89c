import { BrowserWindow, dialog, session } from 'electron'

/** Exports of the page are downloads. A browser says where one could not be saved; Electron leaves that to us. */
export function setupDownloads(): void {
  session.defaultSession.on('will-download', (_event, item) => {
    item.once('done', (_done, state) => {
      if (state === 'interrupted') void reportUnsaved(item.getFilename())
    })
  })
}

async function reportUnsaved(fileName: string): Promise<void> {
  const message = `${fileName} could not be saved.`
  const detail =
    'The disk may be full or the folder read-only. Nothing is lost: export it again to another folder.'
  const options = { type: 'error', message, detail } as const
  const window = BrowserWindow.getAllWindows()[0]
  await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
}

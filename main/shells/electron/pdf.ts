import { randomUUID } from 'node:crypto'
import { BrowserWindow, ipcMain, session } from 'electron'
import { CHANNELS } from '../../../contract/channels'
import { isOurPage } from './security'

/** A session of their own: pages that are printed reach nothing of the interface, and nothing of theirs stays. */
const PARTITION = 'printing'
const ORIGIN = 'patchbay://print'

/** Makes PDF files of pages that the interface has laid out, each in a window that nobody sees. */
export function setupPdf(): void {
  const pages = new Map<string, string>()
  // Not as data: in the address, which Chromium cuts off at 2 MB.
  session.fromPartition(PARTITION).protocol.handle('patchbay', ({ url }) => {
    const headers = {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    }
    return new Response(pages.get(url), { status: pages.has(url) ? 200 : 404, headers })
  })
  ipcMain.handle(CHANNELS.makePdf, async (event, html: unknown): Promise<Uint8Array> => {
    if (!isOurPage(event.senderFrame) || typeof html !== 'string')
      throw new Error('This request for a PDF is not valid.')
    const url = `${ORIGIN}/${randomUUID()}`
    pages.set(url, html)
    try {
      return await printed(url)
    } finally {
      pages.delete(url)
    }
  })
}

async function printed(url: string): Promise<Uint8Array> {
  const webPreferences = { partition: PARTITION, sandbox: true, javascript: false }
  const window = new BrowserWindow({ show: false, webPreferences })
  try {
    await window.loadURL(url)
    return await window.webContents.printToPDF({ preferCSSPageSize: true, printBackground: true })
  } finally {
    window.destroy()
  }
}

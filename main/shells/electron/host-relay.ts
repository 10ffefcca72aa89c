import { BrowserWindow, ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron'
import { type Answer, PatchbayError, toErrorData, type ToHost } from '../../../contract'
import { CHANNELS } from '../../../contract/channels'
import type { HostClient } from '../../host/process/host-client'
import { parseToHost } from '../messages'
import { isOurPage } from './security'

/** Carries calls and cancels from our pages to the host, answers back, and events to every window. */
export function setupHostRelay(host: HostClient): void {
  ipcMain.handle(CHANNELS.call, async (event, message: unknown): Promise<Answer<unknown>> => {
    const call = checked(event, message)
    if (call?.kind !== 'call') return refused()
    return host.relay(call.name, call.args, `${event.sender.id}:${call.callId}`)
  })
  ipcMain.on(CHANNELS.cancel, (event, message: unknown) => {
    const cancel = checked(event, message)
    if (cancel?.kind === 'cancel') host.cancel(`${event.sender.id}:${cancel.callId}`)
  })
  host.onEvent((event) => {
    for (const window of BrowserWindow.getAllWindows()) {
      if (isOurPage(window.webContents.mainFrame)) window.webContents.send(CHANNELS.event, event)
    }
  })
}

/** The message, where it comes from our own page and is one of ours. */
function checked(event: IpcMainEvent | IpcMainInvokeEvent, message: unknown): ToHost | null {
  return isOurPage(event.senderFrame) ? parseToHost(message) : null
}

function refused(): Answer<never> {
  return { ok: false, error: toErrorData(new PatchbayError('bad-input', 'This page may not call Patchbay.')) }
}

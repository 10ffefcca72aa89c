import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import type { Answer, CommandId, HostEvent, PatchbayBridge } from '../contract'
import { CHANNELS } from '../contract/channels'

let lastCall = 0

const patchbay = {
  shell: 'electron',
  call: (name, args, callId = `call-${++lastCall}`) =>
    ipcRenderer.invoke(CHANNELS.call, { kind: 'call', callId, name, args }) as Promise<Answer<never>>,
  cancel: (callId) => ipcRenderer.send(CHANNELS.cancel, { kind: 'cancel', callId }),
  onEvent: (listener) => {
    // The page gets only the event: IpcRendererEvent exposes the sender.
    const forward = (_: IpcRendererEvent, event: HostEvent) => listener(event)
    ipcRenderer.on(CHANNELS.event, forward)
    return () => void ipcRenderer.off(CHANNELS.event, forward)
  },
  openWindow: (runId) => ipcRenderer.send(CHANNELS.openWindow, runId),
  onCommand: (listener) => {
    const forward = (_: IpcRendererEvent, id: CommandId) => listener(id)
    ipcRenderer.on(CHANNELS.command, forward)
    return () => void ipcRenderer.off(CHANNELS.command, forward)
  },
  showCommands: (states) => ipcRenderer.send(CHANNELS.commandStates, states),
  // Electron's versions before 29 lack it, and have the path on the file itself.
  pathOf: (file) => (webUtils as typeof webUtils | undefined)?.getPathForFile(file) || null,
  pickPath: (kind) => ipcRenderer.invoke(CHANNELS.pickPath, kind) as Promise<string | null>,
  makePdf: (html) => ipcRenderer.invoke(CHANNELS.makePdf, html) as Promise<Uint8Array>,
} satisfies PatchbayBridge

contextBridge.exposeInMainWorld('patchbay', patchbay)

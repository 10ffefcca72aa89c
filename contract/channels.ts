/** Electron's IPC channels: the bridge's verbs (preload) and their handlers (main/shells/electron). */
export const CHANNELS = {
  call: 'patchbay:call',
  cancel: 'patchbay:cancel',
  event: 'patchbay:event',
  pickPath: 'patchbay:pick-path',
  makePdf: 'patchbay:make-pdf',
  openWindow: 'patchbay:open-window',
  command: 'patchbay:command',
  commandStates: 'patchbay:command-states',
} as const

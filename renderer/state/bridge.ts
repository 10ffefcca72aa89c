import type { PatchbayBridge } from '../../contract'
import { openSocketBridge } from './socket-bridge'

declare global {
  interface Window {
    /** Put there by Electron's preload; in the browser by `bridge()`. */
    patchbay?: PatchbayBridge
  }
}

/** The only connection to the host: the preload's in Electron, a WebSocket in the browser. */
export function bridge(): PatchbayBridge {
  window.patchbay ??= openSocketBridge(socketUrl(window.location))
  return window.patchbay
}

function socketUrl(location: Location): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/socket`
}

import { create } from 'zustand'
import type { AppInfo } from '../../contract'
import { call, onEvent } from './client'

interface HostStore {
  /** null until the host answered for the first time. */
  info: AppInfo | null
  status: 'starting' | 'ready' | 'lost'
  /** One sentence while the host is lost, or when it never answered. */
  message: string
  /** The notice of the loss has not been shown long enough to be read. */
  lossIsNews: boolean
}

/** The host process as the interface knows it: starting, ready, or lost. */
export const useHost = create<HostStore>(() => ({
  info: null,
  status: 'starting',
  message: '',
  lossIsNews: false,
}))

export async function connectHost(): Promise<AppInfo> {
  const info = await call('app.info', {})
  useHost.setState({ info, status: 'ready', message: '' })
  return info
}

/** Follows the host's status; returns the function that ends it. */
export function followHost(): () => void {
  return onEvent((event) => {
    if (event.type !== 'host-status') return
    useHost.setState({ status: event.status, message: event.message })
    if (event.status === 'lost') useHost.setState({ lossIsNews: true })
    // The new process has another pid; a failure here is reported by the next status.
    if (event.status === 'ready') connectHost().catch(() => undefined)
  })
}

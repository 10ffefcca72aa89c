import { useEffect } from 'react'
import { create } from 'zustand'
import { messageOf, redisTrouble } from '../../contract'
import type { Cluster, ClusterInfo } from '../../contract'
import { call, onEvent } from './client'

interface ClusterStore {
  /** null until the host answered. */
  info: ClusterInfo | null
  isConnecting: boolean
  /** Why connecting failed last, in a sentence. */
  problem: string | null
  /** That it answers again has not been shown long enough to be read. */
  returnIsNews: boolean
}

/** The Redis whose workers compute sweeps, as the host is connected to it. */
export const useCluster = create<ClusterStore>(() => ({
  info: null,
  isConnecting: false,
  problem: null,
  returnIsNews: false,
}))

/** Follows the connection; returns the function that ends it. */
export function followCluster(): () => void {
  void refreshCluster()
  return onEvent((event) => {
    if (event.type === 'host-status' && event.status === 'ready') void refreshCluster()
    if (event.type !== 'cluster-changed') return
    const { info } = useCluster.getState()
    if (info?.current?.url === event.url) {
      const { isThere, refusal } = event
      const [before, now] = [redisTrouble(info.current), redisTrouble(event)]
      const current = { ...info.current, isThere, refusal }
      useCluster.setState({ info: { ...info, current }, returnIsNews: before !== null && now === null })
    }
    void refreshCluster()
  })
}

let latest = 0

async function refreshCluster(): Promise<void> {
  const mine = ++latest
  try {
    const info = await call('cluster.get', {})
    if (mine === latest) useCluster.setState({ info })
  } catch {
    // Not the user's action: a lost host is reported anyway.
  }
}

/** How often is asked who waits and who computes, while it is on screen. */
const LOOK_EVERY_MS = 2_500

/** The connection with its workers as they are now; null where there is none. */
export function useWorkers(): Cluster | null {
  const current = useCluster(({ info }) => info?.current ?? null)
  const isThere = current?.isThere ?? false
  useEffect(() => {
    if (!isThere) return
    void refreshCluster()
    const timer = setInterval(() => void refreshCluster(), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [isThere])
  return current
}

/** Connects to the Redis at an address; without one to the one before. @throws PatchbayError where that failed; why is in the store, too. */
export async function connectCluster(address?: { url: string; password: string }): Promise<void> {
  useCluster.setState({ isConnecting: true, problem: null })
  try {
    await call('cluster.connect', address ?? {})
    await refreshCluster()
  } catch (error) {
    useCluster.setState({ problem: messageOf(error) })
    throw error
  } finally {
    useCluster.setState({ isConnecting: false })
  }
}

/** An address as it may be shown and kept, and the password that was in it. */
export function withoutPassword(typed: string): { url: string; password: string | null } {
  const found = /^(rediss?:\/\/[^:@/]*):([^@]*)@(.*)$/.exec(typed)
  if (!found) return { url: typed, password: null }
  const [, before, password, host] = found
  return { url: `${before}@${host}`.replace('//@', '//'), password: decoded(password) }
}

/** In an address it may be written in percents. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

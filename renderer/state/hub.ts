import { create } from 'zustand'
import { messageOf, type CachedModel, type Download, type DownloadPlan } from '../../contract'
import { call, onEvent } from './client'
import { latest } from './latest'
import { notifyProblem } from './notify'

/** What was asked of the hub about one model, before anything of it is fetched. */
export type PlannedDownload =
  | { name: string; state: 'asking' }
  | { name: string; state: 'planned'; plan: DownloadPlan; isStarting: boolean }
  | { name: string; state: 'failed'; message: string }

interface HubStore {
  /** Models in the local cache; null until the host answered. */
  cached: CachedModel[] | null
  /** One sentence when the cache could not be read. */
  problem: string | null
  planned: PlannedDownload | null
  /** Newest first. */
  downloads: Download[]
}

/** Models of the Hugging Face hub: in the local cache, about to be downloaded, and on their way. */
export const useHub = create<HubStore>(() => ({ cached: null, problem: null, planned: null, downloads: [] }))

async function readCache(): Promise<void> {
  try {
    useHub.setState({ cached: await call('hub.cached', {}), problem: null })
  } catch (error) {
    useHub.setState({ problem: messageOf(error) })
  }
}

async function readDownloads(): Promise<void> {
  try {
    useHub.setState({ downloads: await call('hub.downloads', {}) })
  } catch {
    // A lost host is reported anyway; it has no downloads until it is back.
  }
}

/** Reads the cache and the downloads, and takes in what the host reports; returns the function that ends it. */
export function followHub(): () => void {
  void readCache()
  void readDownloads()
  return onEvent((event) => {
    if (event.type === 'hub-download') putDownload(event.download)
    const isBack = event.type === 'host-status' && event.status === 'ready'
    if (isBack || event.type === 'hub-cache-changed') void readCache()
    if (isBack) void readDownloads()
  })
}

/** In place of the one of that name, or as the newest. */
function putDownload(download: Download): void {
  useHub.setState(({ downloads }) => {
    const isKnown = downloads.some(({ name }) => name === download.name)
    if (!isKnown) return { downloads: [download, ...downloads] }
    return { downloads: downloads.map((each) => (each.name === download.name ? download : each)) }
  })
}

let asking: AbortController | null = null

/** Asks the hub what a download of this model would fetch: the one request here that leaves this computer. */
export async function planDownload(name: string): Promise<void> {
  const isWanted = latest.plan.begin()
  asking?.abort()
  asking = new AbortController()
  useHub.setState({ planned: { name, state: 'asking' } })
  try {
    const plan = await call('hub.plan', { name }, { signal: asking.signal })
    if (isWanted()) useHub.setState({ planned: { name, state: 'planned', plan, isStarting: false } })
  } catch (error) {
    if (isWanted()) useHub.setState({ planned: { name, state: 'failed', message: messageOf(error) } })
  }
}

/** Takes the plan off the screen, or ends the question. */
export function dropPlan(): void {
  latest.plan.begin()
  asking?.abort()
  useHub.setState({ planned: null })
}

/** Begins what the plan on screen says. */
export async function startPlanned(plan: DownloadPlan): Promise<void> {
  const isWanted = latest.plan.begin()
  useHub.setState({ planned: { name: plan.name, state: 'planned', plan, isStarting: true } })
  const hasBegun = await beginDownload(plan)
  if (isWanted())
    useHub.setState({
      planned: hasBegun ? null : { name: plan.name, state: 'planned', plan, isStarting: false },
    })
}

/** Begins a download, or goes on with one that ended early. False where it could not begin. */
export async function beginDownload({ name, commit }: Pick<Download, 'name' | 'commit'>): Promise<boolean> {
  const known = () => useHub.getState().downloads.find((each) => each.name === name)
  const before = known()
  try {
    const begun = await call('hub.download', { name, commit })
    // What the host has reported meanwhile is newer than its answer.
    if (known() === before) putDownload(begun)
    return true
  } catch (error) {
    notifyProblem('The download did not begin', error)
    return false
  }
}

/** Ends a download; what was fetched is kept for the next time. */
export async function cancelDownload(name: string): Promise<void> {
  await call('hub.cancel', { name }).catch((error: unknown) =>
    notifyProblem('The download could not be cancelled', error),
  )
}

/** Takes a download that has ended off the list. */
export async function dismissDownload(name: string): Promise<void> {
  try {
    await call('hub.dismiss', { name })
    useHub.setState(({ downloads }) => ({ downloads: downloads.filter((each) => each.name !== name) }))
  } catch (error) {
    notifyProblem('The download could not be taken off the list', error)
  }
}

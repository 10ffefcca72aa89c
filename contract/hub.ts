import type { Architecture } from './model'

// Models of the Hugging Face hub: found in the local cache, downloaded into it.

/** A model in the local cache, whoever put it there. */
export interface CachedModel {
  /** To be given to `models.open`: `gpt2`, or `gpt2@COMMIT` where it is not the default revision. */
  path: string
  repo: string
  /** Branches and tags that lead to it, as far as the cache has them. */
  revisions: string[]
  commit: string
  folder: string
  /** Of the files that are there. */
  bytes: number
  changedAt: number
  /** null where it cannot be opened. */
  architecture: Architecture | null
  /** Why it cannot be opened, in one sentence; null where it can. */
  problem: string | null
}

/** One file of a download. */
export interface PlannedFile {
  path: string
  bytes: number
  /** Of them those that are here already, complete or from a download that was cut off. */
  presentBytes: number
}

/** What a download would fetch, and from where: shown before anything of it is fetched. */
export interface DownloadPlan {
  /** As typed, in its shortest form: the key of the requests about it, and the model's path afterwards. */
  name: string
  repo: string
  revision: string
  commit: string
  /** Address of the hub, e.g. `https://huggingface.co`. */
  from: string
  /** Folder of the cache. */
  into: string
  files: PlannedFile[]
  totalBytes: number
  /** What is still to be fetched; 0 where all of it is here. */
  missingBytes: number
  /** Of the disk; null where the system does not say. */
  freeBytes: number | null
  /** As the repository names it, e.g. `mit`; null where it does not. */
  licence: string | null
  /** Sentences for people: ONNX files because there are no safetensors, a file that will not open, too little disk. */
  notes: string[]
  /** Why it cannot be downloaded, in one sentence (a full disk, no weights that are read); null where it can. */
  problem: string | null
}

/** What a download may be doing, in order; the last three are its ends. */
export const DOWNLOAD_STATES = ['waiting', 'downloading', 'checking', 'done', 'cancelled', 'failed'] as const
export type DownloadState = (typeof DOWNLOAD_STATES)[number]
/** States in which something is still going on. */
export const LIVE_DOWNLOAD_STATES: readonly DownloadState[] = ['waiting', 'downloading', 'checking']

/** A download as it is now; what was fetched is kept where it ends early, and the next one goes on from there. */
export interface Download {
  name: string
  repo: string
  revision: string
  commit: string
  from: string
  /** `waiting`: another Patchbay fetches the same. `checking`: against the checksum of the hub. */
  state: DownloadState
  /** The file that is fetched or checked now. */
  file: string | null
  filesDone: number
  filesTotal: number
  doneBytes: number
  totalBytes: number
  /** null while it cannot be estimated. */
  bytesPerSecond: number | null
  remainingMs: number | null
  /** One sentence: why it failed or waits; of a cancelled one, how it goes on. */
  message: string | null
}

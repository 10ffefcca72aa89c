import { homedir } from 'node:os'
import path from 'node:path'

// Where the Python library keeps what it downloads: we read and write the same files.

/** The folder with a folder for each repository. */
export function cacheFolder(): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE } = process.env
  const named = HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE
  return named ? expanded(named) : path.join(hubHome(), 'hub')
}

/** The folder with the cache and the token. */
export function hubHome(): string {
  const { HF_HOME, XDG_CACHE_HOME } = process.env
  if (HF_HOME) return expanded(HF_HOME)
  return path.join(expanded(XDG_CACHE_HOME || path.join(homedir(), '.cache')), 'huggingface')
}

/** `~` and `$NAME` mean in these variables what they mean to the Python library. */
export function expanded(named: string): string {
  const values = named.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
    return process.env[braced ?? bare ?? ''] ?? whole
  })
  return path.resolve(
    values === '~' || values.startsWith('~/') ? path.join(homedir(), values.slice(1)) : values,
  )
}

/** `models--EleutherAI--pythia-70m` */
export function repositoryFolder(repo: string, cache = cacheFolder()): string {
  return path.join(cache, `models--${repo.replace('/', '--')}`)
}

const REPOSITORY_FOLDER = /^models--((?:[^-]|-(?!-))+(?:--(?:[^-]|-(?!-))+)?)$/

/** The repository of a folder of the cache; null for other folders. */
export function repositoryOf(folderName: string): string | null {
  return REPOSITORY_FOLDER.exec(folderName)?.[1].replace('--', '/') ?? null
}

import { existsSync } from 'node:fs'
import path from 'node:path'
import { hubNameText, parseHubName, PatchbayError, type HubName, type HubSource } from '../../../contract'
import { expandHome } from '../../paths'
import { cacheFolder, repositoryFolder, repositoryOf } from '../hub/cache-folder'
import {
  commitsIn,
  findSnapshot,
  folderOfRepository,
  isFolder,
  lackingIn,
  namesIn,
} from '../hub/cached-snapshots'
import { isSample, sampleFolder } from './samples'

/**
 * The folder or file that a model's path means: `sample:NAME`, `~`, a folder of the local cache of the hub, or a name
 * of the hub that this cache has. Nothing is asked of the hub.
 * @throws PatchbayError (not-found) for samples that do not exist, (not-cached) for names that the cache lacks.
 */
export function resolveModelPath(modelPath: string): string {
  if (isSample(modelPath)) return sampleFolder(modelPath)
  const name = hubNameOf(modelPath)
  if (name === null) return folderOfRepository(expandHome(modelPath))
  const snapshot = findSnapshot(name)
  const lacking = snapshot && lackingIn(snapshot.folder)
  if (snapshot && lacking === null) return snapshot.folder
  throw notCached(name, lacking)
}

/**
 * The path by which a run's model is opened again: the commit with which it began, while the cache has it, whatever
 * commit its name leads to by now.
 */
export function pinnedPath(modelPath: string, source: HubSource | null | undefined): string {
  if (!source || hubNameOf(modelPath) === null) return modelPath
  const name = { repo: source.repo, revision: source.commit }
  return findSnapshot(name) ? hubNameText(name) : modelPath
}

/** The name of the hub that a path is meant as; null for paths. What is there in the file system is a path. */
export function hubNameOf(modelPath: string): HubName | null {
  const name = isSample(modelPath) ? null : parseHubName(modelPath)
  return name === null || existsSync(modelPath) ? null : name
}

/** Whether a model that was opened before is still there, as far as can be seen without reading it. */
export function isModelPresent(modelPath: string): boolean {
  try {
    return existsSync(resolveModelPath(modelPath))
  } catch {
    return false
  }
}

function notCached(name: HubName, lacking: string | null): PatchbayError {
  const text = hubNameText(name)
  const [owner, inner] = name.repo.split('/')
  const nor = inner !== undefined && isFolder(owner) ? `, nor a file or folder in ${path.resolve(owner)}` : ''
  const is =
    lacking === null
      ? `not in the local cache${insteadOf(name)}${nor}`
      : `in the local cache without ${lacking}`
  const mend = `press Download or run \`patchbay pull ${text}\``
  return new PatchbayError('not-cached', `${text} is ${is}; nothing was downloaded: ${mend}.`)
}

/** What the cache has that may be meant: another commit, or the same name of an owner. */
function insteadOf({ repo }: HubName): string {
  const [commit] = commitsIn(repositoryFolder(repo))
  if (commit !== undefined) return ` (${repo}@${commit.slice(0, 7)} is)`
  const owned = namesIn(cacheFolder())
    .map(repositoryOf)
    .find((other) => other?.endsWith(`/${repo}`))
  return owned === undefined ? '' : ` (${owned} is)`
}

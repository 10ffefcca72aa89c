import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { COMMIT, DEFAULT_REVISION, type HubName, type HubSource } from '../../../contract'
import { repositoryFolder, repositoryOf } from './cache-folder'
import { INDEX } from './needed-files'

/** The files of one commit in the cache, as many of them as were downloaded. */
export interface Snapshot extends HubSource {
  folder: string
}

/** The snapshot that a name leads to; null where the cache has none. Nothing is asked of the hub. */
export function findSnapshot({ repo, revision }: HubName, cache?: string): Snapshot | null {
  const repository = repositoryFolder(repo, cache)
  const commit = readRef(repository, revision) ?? fullCommit(repository, revision)
  return commit === null ? null : snapshotAt(repository, repo, commit)
}

/**
 * The model folder that a folder of the cache means: `models--ORG--NAME` is its default revision, or the only one it
 * has. Other folders are themselves.
 */
export function folderOfRepository(folder: string): string {
  if (repositoryOf(path.basename(folder)) === null || !isFolder(path.join(folder, 'snapshots'))) return folder
  const ref = readRef(folder, DEFAULT_REVISION)
  const commits = commitsIn(folder)
  const [only, ...others] = commits
  const commit = ref !== null && commits.includes(ref) ? ref : others.length === 0 ? only : undefined
  return commit === undefined ? folder : path.join(folder, 'snapshots', commit)
}

const WEIGHTS = /\.(safetensors|onnx|bin|pt|pth|gguf|h5|msgpack)$/
const SHARD = /-\d+-of-(\d+)\.safetensors$/

/**
 * What a snapshot lacks of a model, for sentences; null where nothing. Other programs put files there one by one, and
 * leave what they began.
 */
export function lackingIn(folder: string): string | null {
  const names = namesIn(folder).filter((name) => existsSync(path.join(folder, name)))
  const shards = names.filter((name) => SHARD.test(name))
  if (!holdsWeights(folder, names, shards)) return 'all of its weights'
  if (!names.some((name) => name.endsWith('.safetensors'))) return null
  if (shards.length > 0 && !names.includes(INDEX)) return `its ${INDEX}`
  return names.includes('config.json') ? null : 'its config.json'
}

/** Whether there are weights, and of those in several parts all. */
function holdsWeights(folder: string, names: string[], shards: string[]): boolean {
  if (shards.length > 0) return shards.length >= Number(SHARD.exec(shards[0])![1])
  return [...names, ...namesIn(path.join(folder, 'onnx'))].some((name) => WEIGHTS.test(name))
}

/** Repository and commit of a model's path within the cache, as its folders are named; null elsewhere. */
export function sourceOf(modelPath: string): HubSource | null {
  const parts = path.resolve(modelPath).split(path.sep)
  const at = parts.lastIndexOf('snapshots')
  const [repo, commit] = [repositoryOf(parts[at - 1] ?? ''), parts[at + 1] ?? '']
  return at > 0 && repo !== null && COMMIT.test(commit) ? { repo, commit } : null
}

/** Names of all commits of a repository, the one that changed last first. */
export function commitsIn(repository: string): string[] {
  const snapshots = path.join(repository, 'snapshots')
  const changedAt = new Map(namesIn(snapshots).map((name) => [name, changeTime(path.join(snapshots, name))]))
  return [...changedAt.keys()]
    .filter((name) => COMMIT.test(name))
    .sort((a, b) => changedAt.get(b)! - changedAt.get(a)!)
}

/** Branches and tags of a repository that the cache knows, with their commits. */
export function refsIn(repository: string): { revision: string; commit: string }[] {
  const refs = path.join(repository, 'refs')
  return refNames(refs, '').flatMap((revision) => {
    const commit = readRef(repository, revision)
    return commit === null ? [] : [{ revision, commit }]
  })
}

/** refs/pr/1 is a file in folders. */
function refNames(folder: string, before: string, depth = 3): string[] {
  return namesIn(folder).flatMap((name) => {
    const isInner = depth > 0 && isFolder(path.join(folder, name))
    return isInner ? refNames(path.join(folder, name), `${before}${name}/`, depth - 1) : [before + name]
  })
}

function readRef(repository: string, revision: string): string | null {
  const file = path.join(repository, 'refs', ...revision.split('/'))
  const commit = textOf(file)?.trim() ?? ''
  return COMMIT.test(commit) ? commit : null
}

/** A commit, or its beginning where only one begins so. */
function fullCommit(repository: string, revision: string): string | null {
  if (!/^[0-9a-f]{7,40}$/.test(revision)) return null
  const [found, ...others] = commitsIn(repository).filter((commit) => commit.startsWith(revision))
  return found !== undefined && others.length === 0 ? found : null
}

function snapshotAt(repository: string, repo: string, commit: string): Snapshot | null {
  const folder = path.join(repository, 'snapshots', commit)
  return isFolder(folder) ? { repo, commit, folder } : null
}

/** A ref is a line; what is larger is something else. */
const REF_BYTES = 1024

function textOf(file: string): string | null {
  try {
    const stats = lstatSync(file)
    return stats.isFile() && stats.size <= REF_BYTES ? readFileSync(file, 'utf8') : null
  } catch {
    return null
  }
}

/** The names in a folder; none where there is no such folder, or it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Whether a path leads to a folder. */
export function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}

function changeTime(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

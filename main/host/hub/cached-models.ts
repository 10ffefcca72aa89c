import { statSync, type Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { DEFAULT_REVISION, messageOf, type CachedModel } from '../../../contract'
import type { ReadingThreads } from '../files/reading/reading-threads'
import { cacheFolder, repositoryOf } from './cache-folder'
import { commitsIn, namesIn, refsIn } from './cached-snapshots'

/** Revisions of one repository that are listed; training checkpoints may be hundreds. */
const MOST_COMMITS = 50

/**
 * Every model in the local cache, whoever put it there, the one that changed last first. Which open and which not is
 * said by their config.json and the names of their files. Nothing is asked of the hub.
 */
export async function cachedModels(reading: ReadingThreads, signal?: AbortSignal): Promise<CachedModel[]> {
  const cache = cacheFolder()
  const found = namesIn(cache).flatMap((name) => {
    const repo = repositoryOf(name)
    return repo === null ? [] : snapshotsOf(repo, path.join(cache, name))
  })
  const models = await Promise.all(found.map((snapshot) => described(snapshot, reading, signal)))
  return models.filter(({ bytes }) => bytes > 0).sort((a, b) => b.changedAt - a.changedAt)
}

type Found = Pick<CachedModel, 'path' | 'repo' | 'revisions' | 'commit' | 'folder'>

function snapshotsOf(repo: string, repository: string): Found[] {
  const refs = refsIn(repository)
  return commitsIn(repository)
    .slice(0, MOST_COMMITS)
    .map((commit) => {
      const revisions = refs.filter((ref) => ref.commit === commit).map(({ revision }) => revision)
      const revision = revisions.includes(DEFAULT_REVISION) ? null : (revisions[0] ?? commit)
      const folder = path.join(repository, 'snapshots', commit)
      return { path: revision === null ? repo : `${repo}@${revision}`, repo, revisions, commit, folder }
    })
}

async function described(found: Found, reading: ReadingThreads, signal?: AbortSignal): Promise<CachedModel> {
  const size = await sizeOf(found.folder)
  try {
    const architecture = await reading.run('glance-at-model', { folder: found.folder }, signal)
    return { ...found, ...size, architecture, problem: null }
  } catch (error) {
    signal?.throwIfAborted()
    // Its folder is shown beside the sentence, and long.
    const problem = messageOf(error).replaceAll(found.folder, found.repo)
    return { ...found, ...size, architecture: null, problem }
  }
}

/** Of one snapshot; one that is a link may lead to a whole disk. */
const MOST_FILES = 10_000

/** Files that links lead to count; links that lead to nothing do not. */
async function sizeOf(folder: string): Promise<Pick<CachedModel, 'bytes' | 'changedAt'>> {
  let [bytes, changedAt, files] = [0, 0, 0]
  for await (const file of filesIn(folder)) {
    if (++files > MOST_FILES) break
    const stats = statOrNothing(file)
    if (!stats?.isFile()) continue
    bytes += stats.size
    changedAt = Math.max(changedAt, stats.mtimeMs)
  }
  return { bytes, changedAt }
}

/** Those of its inner folders too, as far in as repositories have them. */
async function* filesIn(folder: string, depth = 3): AsyncGenerator<string> {
  for (const entry of await entriesOf(folder)) {
    const file = path.join(folder, entry.name)
    if (!entry.isDirectory()) yield file
    else if (depth > 0) yield* filesIn(file, depth - 1)
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch {
    return [] // it cannot be read, or was removed meanwhile: what is in it is not there for us
  }
}

function statOrNothing(file: string) {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

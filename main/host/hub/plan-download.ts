import { existsSync, readFileSync, statfsSync } from 'node:fs'
import path from 'node:path'
import { FILE_LIMITS, hubNameText, messageOf, parseHubName, PatchbayError, sizeText } from '../../../contract'
import type { DownloadPlan, HubName } from '../../../contract'
import type { ReadingThreads } from '../files/reading/reading-threads'
import { CacheFiles } from './cache-files'
import { startHash } from './file-hash'
import { hubAccess, type HubAccess } from './hub-access'
import { lookAt, readSmallFile, type Repository } from './hub-client'
import { INDEX, neededFiles, type NeededFiles, type RepositoryFile } from './needed-files'

/** A download that can begin, and what a person is shown of it before. */
export interface PlannedDownload {
  name: HubName
  access: HubAccess
  files: RepositoryFile[]
  plan: DownloadPlan
}

/** @throws PatchbayError (bad-input) for what cannot be a name of the hub */
export function requireHubName(typed: string): HubName {
  const name = parseHubName(typed)
  if (name) return name
  const write = 'write it as OWNER/NAME, with @REVISION where it is not the default one'
  throw new PatchbayError('bad-input', `${JSON.stringify(typed)} is not a name of the hub: ${write}.`)
}

/**
 * Asks the hub what a model consists of: its list of files, its config.json and the index of its shards. Of these,
 * nothing is kept, and what is in the cache is not asked for. @throws HubError: not found, gated, not reachable; PatchbayError as `hubAccess`
 */
export async function planDownload(
  name: HubName,
  reading: ReadingThreads,
  signal: AbortSignal,
): Promise<PlannedDownload> {
  const access = hubAccess()
  const repository = await lookAt(name, access, signal)
  const ask: Ask = { name, access, repository, signal }
  const needed = neededFiles(repository.files, await shardsOf(ask))
  const whyNot = needed.problem ?? (await whyUnreadable(ask, reading))
  return { name, access, files: needed.files, plan: planOf(ask, needed, whyNot) }
}

interface Ask {
  name: HubName
  access: HubAccess
  repository: Repository
  signal: AbortSignal
}

/** The text of one of its small files; null where it has none of that name. */
async function textOf({ name, access, repository, signal }: Ask, file: string, mostBytes: number) {
  const found = repository.files.find(({ path: each }) => each === file)
  if (!found) return null
  const here =
    found.bytes <= mostBytes ? presentText(new CacheFiles(name.repo, repository.commit), found) : null
  if (here !== null) return here
  const bytes = await readSmallFile(name, repository.commit, found, access, signal, mostBytes)
  return bytes.toString('utf8')
}

/** Of a small file that was fetched before; null where it was not, or was spoilt since. */
function presentText(cache: CacheFiles, file: RepositoryFile): string | null {
  const present = cache.find(file)
  if (present === null) return null
  const bytes = readFileSync(present)
  const isRight = startHash(file.hash, file.bytes).update(bytes).digest('hex') === file.hash.hex
  return isRight ? bytes.toString('utf8') : null
}

/** The files that the index of a model in several parts names. What is wrong with it is said when it is opened. */
async function shardsOf(ask: Ask): Promise<string[] | null> {
  const text = await textOf(ask, INDEX, FILE_LIMITS.shardIndex.bytes)
  if (text === null) return null
  try {
    const { weight_map: map } = JSON.parse(text) as { weight_map?: Record<string, unknown> }
    return Object.values(map ?? {}).filter((shard) => typeof shard === 'string')
  } catch {
    return []
  }
}

/** Why its config.json will not be opened, so that nobody downloads gigabytes in vain; null where it will. */
async function whyUnreadable(ask: Ask, reading: ReadingThreads): Promise<string | null> {
  const text = await textOf(ask, 'config.json', FILE_LIMITS.config.bytes)
  if (text === null) return null
  try {
    await reading.run('read-config', { text }, ask.signal)
    return null
  } catch (error) {
    ask.signal.throwIfAborted()
    return messageOf(error).replace(/\.$/, '')
  }
}

function planOf(
  { name, access, repository }: Ask,
  { files, notes, problem }: NeededFiles,
  whyNot: string | null,
): DownloadPlan {
  const cache = new CacheFiles(name.repo, repository.commit)
  const planned = files.map((file) => ({
    path: file.path,
    bytes: file.bytes,
    presentBytes: cache.presentBytes(file),
  }))
  const totalBytes = sum(planned.map(({ bytes }) => bytes))
  const missingBytes = totalBytes - sum(planned.map(({ presentBytes }) => presentBytes))
  const freeBytes = freeBytesOf(cache.repository)
  const text = hubNameText(name)
  const unreadable = problem ?? whyNot
  return {
    name: text,
    repo: name.repo,
    revision: name.revision,
    commit: repository.commit,
    from: access.endpoint,
    into: cache.repository,
    files: planned,
    totalBytes,
    missingBytes,
    freeBytes,
    licence: repository.licence,
    notes,
    problem:
      unreadable === null
        ? tooFull(text, cache, missingBytes, freeBytes)
        : `${text} cannot be opened here: ${unreadable}.`,
  }
}

function tooFull(
  name: string,
  { repository }: CacheFiles,
  missing: number,
  free: number | null,
): string | null {
  if (free === null || missing <= free) return null
  const needs = `${name} needs ${sizeText(missing)}, and the disk of ${repository} has ${sizeText(free)} free`
  return `${needs}: free ${sizeText(missing - free)}, or put the cache elsewhere with HF_HOME.`
}

/** Of the disk of a folder that may have to be made; null where the system does not say. */
function freeBytesOf(folder: string): number | null {
  let there = folder
  while (!existsSync(there) && path.dirname(there) !== there) there = path.dirname(there)
  try {
    const { bavail, bsize } = statfsSync(there)
    return bavail * bsize
  } catch {
    return null
  }
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)

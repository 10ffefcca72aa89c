import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { COMMIT, hubNameText, parseHubName, sizeText, type Download } from '../../../contract'
import { CacheFiles } from './cache-files'
import { cacheFolder, repositoryOf } from './cache-folder'
import { namesIn } from './cached-snapshots'
import type { PlannedDownload } from './plan-download'

// What was begun to be downloaded into the cache and did not end, also in earlier sessions: a record beside the lock.

/** A record is a few hundred bytes for each file of a model. */
const RECORD_BYTES = 2 ** 20

const count = z.number().int().nonnegative()
const recordSchema = z.object({
  name: z.string(),
  commit: z.string().regex(COMMIT),
  from: z.string(),
  files: z.array(
    z.object({
      path: z.string().refine((file) => !file.split('/').includes('..')),
      bytes: count,
      hash: z.object({ kind: z.enum(['sha256', 'git-sha1']), hex: z.string().regex(/^[0-9a-f]+$/) }),
    }),
  ),
})

/** Remembers that a download began. Without it the download is as good; it is not listed after a crash. */
export function recordBegun({ plan, files }: PlannedDownload): void {
  const { name, repo, commit, from } = plan
  const file = new CacheFiles(repo, commit).begun
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ name, commit, from, files }))
  } catch {
    // What keeps it from being written is said of the first file of the model.
  }
}

/** Forgets it, because it ended well or a person does not want to see it; what was fetched stays. */
export function forgetBegun(repo: string): void {
  try {
    rmSync(new CacheFiles(repo, '').begun, { force: true })
  } catch {
    // Of a cache that cannot be written, it is listed once more.
  }
}

/** Downloads that were begun and of which something is missing still, as ones that were cut off. */
export function cutOffDownloads(): Download[] {
  const locks = path.join(cacheFolder(), '.locks')
  return namesIn(locks).flatMap((folder) => {
    const repo = repositoryOf(folder)
    return (repo !== null && cutOff(repo)) || []
  })
}

function cutOff(repo: string): Download | null {
  const record = readRecord(new CacheFiles(repo, '').begun)
  const named = record && parseHubName(record.name)
  if (!record || named?.repo !== repo) return null
  const { commit, from, files } = record
  const cache = new CacheFiles(repo, commit)
  if (cache.isComplete(files, named.revision)) return null
  const present = files.map((file) => cache.presentBytes(file))
  const [doneBytes, totalBytes] = [sumOf(present), sumOf(files.map(({ bytes }) => bytes))]
  return {
    ...{ name: hubNameText(named), ...named, commit, from, doneBytes, totalBytes, filesTotal: files.length },
    state: 'cancelled',
    file: null,
    filesDone: files.filter(({ bytes }, at) => present[at] === bytes).length,
    bytesPerSecond: null,
    remainingMs: null,
    message: `Cut off: ${sizeText(doneBytes)} of ${sizeText(totalBytes)} are here, and the download goes on from there.`,
  }
}

/** null where there is none, or another program wrote it. */
function readRecord(file: string): z.output<typeof recordSchema> | null {
  try {
    if (statSync(file).size > RECORD_BYTES) return null
    return recordSchema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data ?? null
  } catch {
    return null
  }
}

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0)

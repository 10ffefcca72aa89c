import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

/** A file of a repository as the hub lists it. */
export interface ServedFile {
  path: string
  /** On this disk. */
  file: string
  bytes: number
  /** git's id of the blob. */
  oid: string
  /** sha256 of large files; null for those that git keeps itself. */
  sha256: string | null
}

export interface ServedRepository {
  name: string
  commit: string
  /** Branches and tags beside `main`. */
  revisions: string[]
  files: ServedFile[]
  isGated: boolean
  isPrivate: boolean
  licence: string
}

export type RepositoryOptions = Partial<
  Pick<ServedRepository, 'revisions' | 'isGated' | 'isPrivate' | 'licence'>
>

/** As .gitattributes of the hub says which files are large. */
const LARGE = /\.(safetensors|onnx|onnx_data|bin|gguf)$/

/** A folder as a repository of one commit. */
export function repositoryOf(
  name: string,
  folder: string,
  options: RepositoryOptions = {},
): ServedRepository {
  const files = readdirSync(folder, { recursive: true })
    .map((entry) => String(entry).split(path.sep).join('/'))
    .filter((entry) => statSync(path.join(folder, entry)).isFile())
    .sort()
    .map((entry) => servedFile(folder, entry))
  const commit = sha1(JSON.stringify([name, ...files.map(({ path: each, oid }) => [each, oid])]))
  return { name, commit, revisions: [], files, isGated: false, isPrivate: false, licence: 'mit', ...options }
}

function servedFile(folder: string, entry: string): ServedFile {
  const file = path.join(folder, entry)
  const bytes = readFileSync(file)
  const sha256 = LARGE.test(entry) ? createHash('sha256').update(bytes).digest('hex') : null
  const stored = sha256 === null ? bytes : Buffer.from(`${sha256} ${bytes.length}`)
  return { path: entry, file, bytes: bytes.length, oid: sha1(`blob ${stored.length}\0`, stored), sha256 }
}

function sha1(...parts: (string | Buffer)[]): string {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** What the hub's list of files has of one. */
export function listed({ path: name, bytes, oid, sha256 }: ServedFile) {
  const lfs = sha256 === null ? {} : { lfs: { oid: sha256, size: bytes, pointerSize: 134 } }
  return { type: 'file', oid, size: bytes, path: name, ...lfs }
}

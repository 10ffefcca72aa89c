import {
  accessSync,
  constants,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { repositoryFolder } from './cache-folder'
import type { RepositoryFile } from './needed-files'

/**
 * Where the files of one commit are in the cache, as the Python library lays it out: `blobs` has each content once,
 * by its hash, `snapshots/COMMIT` the files' names as links to them, `refs` the commits of branches and tags.
 */
export class CacheFiles {
  readonly repository: string
  private readonly commit: string

  constructor(repo: string, commit: string, cache?: string) {
    this.repository = repositoryFolder(repo, cache)
    this.commit = commit
  }

  get snapshot(): string {
    return path.join(this.repository, 'snapshots', this.commit)
  }

  get lock(): string {
    return path.join(this.locks, 'patchbay.lock')
  }

  /** Says which download was begun. */
  get begun(): string {
    return path.join(this.locks, 'patchbay.begun.json')
  }

  /** Where the Python library has its locks. */
  private get locks(): string {
    return path.join(path.dirname(this.repository), '.locks', path.basename(this.repository))
  }

  blob({ hash }: RepositoryFile): string {
    return path.join(this.repository, 'blobs', hash.hex)
  }

  /** Where a file grows. Its name is ours alone: the Python library writes others. */
  part(file: RepositoryFile): string {
    return `${this.blob(file)}.patchbay.incomplete`
  }

  /** Whether the whole file is here, under its name or as a blob. */
  has(file: RepositoryFile): boolean {
    return this.find(file) !== null
  }

  /** Where the whole file is; null where it is not here. */
  find(file: RepositoryFile): string | null {
    if (this.isLinked(file)) return this.named(file)
    return sizeOf(this.blob(file)) === file.bytes ? this.blob(file) : null
  }

  /** How much of a file is here. */
  presentBytes(file: RepositoryFile): number {
    return this.has(file) ? file.bytes : Math.min(sizeOf(this.part(file)) ?? 0, file.bytes)
  }

  makeFolders(): void {
    for (const folder of [path.join(this.repository, 'blobs'), path.dirname(this.lock)]) makeWritable(folder)
  }

  /** Whether nothing is left to be done: all files have their names, and the revision leads to them. */
  isComplete(files: readonly RepositoryFile[], revision: string): boolean {
    return files.every((file) => this.isLinked(file)) && this.leadsHere(revision)
  }

  /** Gives complete files their names, in this order, and the revision its commit. */
  link(files: readonly RepositoryFile[], revision: string): void {
    for (const file of files) if (!this.isLinked(file)) linkFile(this.blob(file), this.named(file))
    this.removeParts(files)
    if (this.leadsHere(revision)) return
    const ref = this.ref(revision)
    mkdirSync(path.dirname(ref), { recursive: true })
    writeFileSync(`${ref}.patchbay`, this.commit)
    renameSync(`${ref}.patchbay`, ref)
  }

  /** What is left of files that another program has fetched since. */
  removeParts(files: readonly RepositoryFile[]): void {
    for (const file of files) {
      try {
        rmSync(this.part(file), { force: true })
      } catch {
        // A cache that cannot be written is still one to read: its model is whole without this.
      }
    }
  }

  private ref(revision: string): string {
    return path.join(this.repository, 'refs', ...revision.split('/'))
  }

  private leadsHere(revision: string): boolean {
    if (revision === this.commit) return true
    try {
      return readFileSync(this.ref(revision), 'utf8').trim() === this.commit
    } catch {
      return false // there is none yet
    }
  }

  private isLinked(file: RepositoryFile): boolean {
    return sizeOf(this.named(file)) === file.bytes
  }

  private named(file: RepositoryFile): string {
    return path.join(this.snapshot, ...file.path.split('/'))
  }
}

/** @throws the system's error, also where a folder is there and nothing can be written into it */
function makeWritable(folder: string): void {
  mkdirSync(folder, { recursive: true })
  accessSync(folder, constants.W_OK)
}

/** A link from a file's name to its blob. Where the system has none, the blob gets the name, as in Python. */
export function linkFile(blob: string, named: string, symlink = symlinkSync): void {
  const folder = path.dirname(named)
  mkdirSync(folder, { recursive: true })
  rmSync(named, { force: true })
  try {
    symlink(path.relative(folder, blob), named)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return // another program was faster
    renameSync(blob, named)
  }
}

/** Of what a path leads to; null where that is not a file. */
function sizeOf(file: string): number | null {
  try {
    const stats = statSync(file)
    return stats.isFile() ? stats.size : null
  } catch {
    return null
  }
}

import { PatchbayError } from '../../contract'

const LONGEST_NAME = 1024

const SENTENCES: [RegExp, (file: string) => string][] = [
  [
    /^SQLITE_FULL/,
    (file) => `The disk is full: the store ${file} could not be written. Free some space and try again.`,
  ],
  [
    /^SQLITE_(BUSY|LOCKED)/,
    (file) => `The store ${file} is being written by another program and did not become free: try again.`,
  ],
  [
    /^SQLITE_(NOTADB|CORRUPT)/,
    (file) =>
      `The store ${file} is damaged or no Patchbay store: move it away to begin a new one, or name another with --db or PATCHBAY_DB.`,
  ],
  [
    /^(SQLITE_(READONLY|CANTOPEN|PERM|AUTH)|EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT)/,
    (file) =>
      `The store ${file} cannot be opened for writing: check the permissions of the file and its folder, or name another with --db or PATCHBAY_DB.`,
  ],
  [
    /^ENOSPC/,
    (file) => `The disk is full: the store ${file} could not be written. Free some space and try again.`,
  ],
]

/** Whether another program was writing just then, so that the same may succeed in a moment. */
export function isBusy(error: unknown): boolean {
  const { cause } = (error ?? {}) as { cause?: { code?: unknown } }
  return error instanceof PatchbayError && /^SQLITE_(BUSY|LOCKED)/.test(String(cause?.code))
}

/** What SQLite or the file system threw, as the one sentence a person can act on; our own errors pass. */
export function toStoreError(error: unknown, file: string): unknown {
  const code = (error as { code?: unknown } | null)?.code
  if (error instanceof PatchbayError || typeof code !== 'string') return error
  const found = SENTENCES.find(([pattern]) => pattern.test(code))
  if (found) return new PatchbayError('store', found[1](file), { cause: error })
  if (/^(E[A-Z]+|ERR_INVALID_ARG_VALUE)$/.test(code)) {
    const name = file.replaceAll('\0', '\\0').slice(0, LONGEST_NAME)
    return new PatchbayError(
      'store',
      `The store ${name} cannot be opened (${code}): name another with --db or PATCHBAY_DB.`,
      { cause: error },
    )
  }
  if (!code.startsWith('SQLITE_IOERR')) return error
  return new PatchbayError(
    'store',
    `The store ${file} could not be read or written (${code}): check the disk.`,
    {
      cause: error,
    },
  )
}

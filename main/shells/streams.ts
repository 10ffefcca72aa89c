import { fstatSync, writeSync } from 'node:fs'
import { isatty } from 'node:tty'

/** What was found could not be written: it was computed all the same, and the exit code is 1. */
export class OutputError extends Error {}

export function outputError(where: string, error: unknown): OutputError {
  return new OutputError(`${where} could not be written: ${whyNotWritten(error)}.`, { cause: error })
}

const REASONS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'it would be larger than files may be here',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder is gone',
  ENAMETOOLONG: 'its name is too long',
  ENOTDIR: 'a part of its path is a file',
  EIO: 'the device reports an error',
  EPIPE: 'its reader has gone',
}

export function whyNotWritten(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? ''
  return REASONS[code] ?? (code || String(error))
}

export const STDOUT = 1
/** The last is what Node reports for a stream whose reader went earlier. */
const READER_GONE = ['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED']

/** Errors of the two streams are those of each write; without a listener they would end the program. */
export function tolerateStreamErrors(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}

/**
 * Writes a text, and a line's end, to stdout and waits until all of it is out: a pipe may take long, and
 * `process.exit` cuts it off. A reader that has seen enough (`| head`) is not an error. @throws OutputError
 */
export async function print(text: string): Promise<void> {
  const bytes = Buffer.from(text.endsWith('\n') ? text : `${text}\n`)
  try {
    if (isFileOrDevice(STDOUT)) writeWhole(STDOUT, bytes)
    else await writeToStream(bytes)
  } catch (error) {
    if (READER_GONE.includes((error as NodeJS.ErrnoException).code ?? '')) return
    throw outputError('stdout', error)
  }
}

function writeToStream(bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) =>
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve())),
  )
}

/** To these Node writes once, and takes a partial write on a full disk for a complete one. */
function isFileOrDevice(fd: number): boolean {
  const stats = fstatSync(fd)
  return stats.isFile() || (stats.isCharacterDevice() && !isatty(fd))
}

/** All bytes, however many writes it takes. */
export function writeWhole(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done)
}

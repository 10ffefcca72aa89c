import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import type { FileHash } from './needed-files'

/** Computes a file's hash from its bytes as they arrive; `bytes` is the whole file's size, which git puts in front. */
export function startHash({ kind }: FileHash, bytes: number): Hash {
  return kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${bytes}\0`)
}

/** Adds the bytes of a file to a hash. @throws the system's error, or the reason of `signal`. */
export async function hashFile(hash: Hash, file: string, signal: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20, signal }))
    hash.update(chunk as Buffer)
}

import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault, Faults } from './faults'
import type { ServedFile, ServedRepository } from './repositories'

const CHUNK_BYTES = 16_384

/** Answers with a file, or the part of it that was asked for, as the hub does; `fault` says what goes wrong. */
export async function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  { commit }: ServedRepository,
  file: ServedFile,
  fault: Fault,
  faults: Faults,
): Promise<void> {
  if (isAskedForChunks(request, file)) return sendChunkInfo(response, file)
  const bytes = readFileSync(file.file)
  if (fault.isDamaged && bytes.length > 0) bytes[bytes.length - 1] ^= 0xff
  const range = fault.ignoresRanges ? null : rangeOf(request, bytes.length)
  if (range === 'outside') return void response.writeHead(416).end()
  const [start, end] = range ?? [0, bytes.length]
  response.writeHead(range ? 206 : 200, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': end - start,
    'Accept-Ranges': 'bytes',
    'X-Repo-Commit': commit,
    ETag: `"${file.sha256 ?? file.oid}"`,
    ...(file.sha256 && { 'X-Linked-Etag': `"${file.sha256}"`, 'X-Linked-Size': bytes.length }),
    ...(range && { 'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}` }),
  })
  if (request.method === 'HEAD') return void response.end()
  await sendBody(response, bytes.subarray(start, end), fault, faults)
}

async function sendBody(response: ServerResponse, body: Buffer, fault: Fault, faults: Faults): Promise<void> {
  const { cutAfterBytes, endAfterBytes, holdAfterBytes, bytesPerSecond } = fault
  const stop = Math.min(
    cutAfterBytes ?? body.length,
    endAfterBytes ?? body.length,
    holdAfterBytes ?? body.length,
  )
  for (let sent = 0; sent < stop;) {
    const chunk = body.subarray(sent, Math.min(sent + CHUNK_BYTES, stop))
    await written(response, chunk)
    sent += chunk.length
    if (bytesPerSecond !== undefined) await wait((chunk.length / bytesPerSecond) * 1000)
    if (response.destroyed) return
  }
  if (holdAfterBytes !== undefined && stop < body.length) {
    await faults.untilCleared()
    return sendBody(response, body.subarray(stop), {}, faults)
  }
  if (stop < body.length) response.destroy()
  else response.end()
}

/** When it has left, so that what is cut afterwards has arrived. */
function written(response: ServerResponse, chunk: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.once('close', resolve)
    response.write(chunk, () => {
      response.off('close', resolve)
      resolve()
    })
  })
}

/** Clients that can fetch large files in deduplicated chunks say so; they may also fetch them whole. */
function isAskedForChunks({ headers }: IncomingMessage, { sha256 }: ServedFile): boolean {
  return sha256 !== null && (headers.accept?.includes('application/vnd.xet-fileinfo+json') ?? false)
}

function sendChunkInfo(response: ServerResponse, { bytes, sha256 }: ServedFile): void {
  const links = ['xet-auth', 'xet-reconstruction-info'].map(
    (rel) => `<https://chunks.invalid/${rel}>; rel="${rel}"`,
  )
  const headers = {
    'Content-Type': 'application/vnd.xet-fileinfo+json',
    'X-Linked-Size': bytes,
    'X-Linked-Etag': `"${sha256}"`,
    'X-Xet-Hash': sha256!,
    Link: links.join(', '),
  }
  response.writeHead(200, headers).end(JSON.stringify({ hash: sha256 }))
}

/** `[start, end)` of a header like `bytes=5-9`; null without one. */
function rangeOf({ headers }: IncomingMessage, length: number): [number, number] | 'outside' | null {
  const found = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '')
  if (!found) return null
  const [start, last] = [Number(found[1]), found[2] === '' ? length - 1 : Number(found[2])]
  return start >= length ? 'outside' : [start, Math.min(last + 1, length)]
}

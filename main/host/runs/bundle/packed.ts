import { createHash } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import type { z } from 'zod'
import { PatchbayError } from '../../../../contract'
import { decodeMessage, encodeMessage } from '../../../../contract/wire'

const DIGEST_BYTES = 32
/** What is packed may be this large: about ten times a run of a large model. */
const MAX_BYTES = 2 ** 30

/** A form of file: its first line, and what it holds. */
export interface PackedForm<Schema extends z.ZodType> {
  /** `patchbay run 1` */
  title: string
  /** In sentences: `a run`. */
  what: string
  schema: Schema
}

/** A line that says what it is, the checksum of the rest, the rest deflated. The same value gives the same bytes. */
export function packed<Schema extends z.ZodType>(
  { title }: PackedForm<Schema>,
  value: z.output<Schema>,
): Buffer {
  const data = deflateSync(encodeMessage(value))
  return Buffer.concat([firstLine(title), digestOf(data), data])
}

/**
 * `file` is what messages call it.
 * @throws PatchbayError (bad-input) for a file of another form, and one that is not whole.
 */
export function unpacked<Schema extends z.ZodType>(
  { title, what, schema }: PackedForm<Schema>,
  bytes: Uint8Array,
  file: string,
): z.output<Schema> {
  const unread = (why: string, cause?: unknown) =>
    new PatchbayError('bad-input', `${file} cannot be read as ${what}: ${why}.`, { cause })
  const line = firstLine(title)
  const head = line.length + DIGEST_BYTES
  if (bytes.length < head || !line.equals(bytes.subarray(0, line.length)))
    throw unread('it does not begin as one does')
  const data = bytes.subarray(head)
  if (!digestOf(data).equals(bytes.subarray(line.length, head)))
    throw unread('it is not whole, or was changed since it was written')
  try {
    return schema.parse(decodeMessage(inflateSync(data, { maxOutputLength: MAX_BYTES }).toString('utf8')))
  } catch (error) {
    throw unread('its content does not fit', error)
  }
}

function firstLine(title: string): Buffer {
  return Buffer.from(`${title}\n`)
}

function digestOf(data: Uint8Array): Buffer {
  return createHash('sha256').update(data).digest()
}

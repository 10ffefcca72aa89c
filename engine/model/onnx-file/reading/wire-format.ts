import { basename } from 'node:path'
import { fromBinary, type DescMessage, type MessageShape } from '@bufbuild/protobuf'
import { mebibytes, PatchbayError } from '../../../../contract'
import { readExactly } from '../../read-file'

/** Bytes of a file, `end` excluded. */
export interface ByteRange {
  begin: number
  end: number
}

/** One field of a message as it is stored: its payload from `begin` to `end`, its tag from `tag` on. */
export interface WireField extends ByteRange {
  number: number
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  wireType: number
  tag: number
}

/** What everything but the weights may take together: several times what the largest exports with all their metadata need. */
const MOST_BYTES = 64 * 2 ** 20
const WINDOW_BYTES = 2 ** 16

/**
 * The messages of a protobuf file, found by their lengths: what is large is skipped, what is small is read, and a
 * file can neither make more memory be taken than `MOST_BYTES` allows nor be read beyond its end.
 */
export class WireFile {
  private readonly window = Buffer.alloc(WINDOW_BYTES)
  private windowBegin = 0
  private windowEnd = 0
  private readBytes = 0

  constructor(
    private readonly fd: number,
    readonly sizeBytes: number,
    readonly path: string,
  ) {}

  /** @throws PatchbayError (bad-input) where a field goes beyond the message's end, or is of no known kind. */
  *fields({ begin, end }: ByteRange): Generator<WireField> {
    for (let at = begin; at < end;) {
      const tag = this.varint(at, end)
      const [number, wireType] = [Math.floor(tag.value / 8), tag.value % 8]
      const payload = this.payload(wireType, tag.next, end)
      if (number === 0 || payload === null) throw this.damaged()
      if (payload.end > end) throw this.cutOff(payload.end)
      yield { number, wireType, tag: at, ...payload }
      at = payload.end
    }
  }

  private payload(wireType: number, at: number, end: number): ByteRange | null {
    if (wireType === 1) return { begin: at, end: at + 8 }
    if (wireType === 5) return { begin: at, end: at + 4 }
    if (wireType !== 0 && wireType !== 2) return null
    const { value, next } = this.varint(at, end)
    return wireType === 0 ? { begin: at, end: next } : { begin: next, end: next + value }
  }

  /** A number from 0 up. Of a negative one, which fills ten bytes, the value is not exact. */
  varint(at: number, end: number): { value: number; next: number } {
    let [value, factor] = [0, 1]
    for (let next = at; next < end && next < at + 10; next++, factor *= 128) {
      const byte = this.byte(next)
      value += (byte & 127) * factor
      if (byte < 128) return { value, next: next + 1 }
    }
    throw end - at < 10 ? this.cutOff(at + 10) : this.damaged()
  }

  private byte(at: number): number {
    if (at < this.windowBegin || at >= this.windowEnd) this.moveWindow(at)
    return this.window[at - this.windowBegin]
  }

  private moveWindow(at: number): void {
    const length = Math.min(WINDOW_BYTES, this.sizeBytes - at)
    if (length <= 0) throw this.cutOff(at + 1)
    readExactly(this.fd, this.window.subarray(0, length), at, this.path)
    this.windowBegin = at
    this.windowEnd = at + length
  }

  /** A copy of these bytes. @throws PatchbayError (bad-input) where all that was read would be more than is read of a file. */
  bytes({ begin, end }: ByteRange): Uint8Array<ArrayBuffer> {
    const length = end - begin
    this.readBytes += length
    if (this.readBytes > MOST_BYTES)
      throw this.refused(`its graph takes more than ${mebibytes(MOST_BYTES)} beside the weights`)
    const copy = new Uint8Array(length)
    if (length === 0) return copy
    if (length > WINDOW_BYTES) {
      readExactly(this.fd, copy, begin, this.path)
      return copy
    }
    if (begin < this.windowBegin || end > this.windowEnd) this.moveWindow(begin)
    copy.set(this.window.subarray(begin - this.windowBegin, end - this.windowBegin))
    return copy
  }

  text(range: ByteRange): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(this.bytes(range))
    } catch (error) {
      throw error instanceof TypeError ? this.damaged() : error
    }
  }

  /**
   * A message without the fields that `take` deals with itself (it then returns true), as the library decodes it.
   * @throws PatchbayError (bad-input) where it is none.
   */
  message<Of extends DescMessage>(
    schema: Of,
    range: ByteRange,
    take: (field: WireField) => boolean = () => false,
  ): MessageShape<Of> {
    const kept: ByteRange[] = []
    for (const field of this.fields(range)) {
      if (take(field)) continue
      const last = kept.at(-1)
      if (last?.end === field.tag) last.end = field.end
      else kept.push({ begin: field.tag, end: field.end })
    }
    try {
      return fromBinary(schema, Buffer.concat(kept.map((part) => this.bytes(part))))
    } catch (error) {
      throw error instanceof PatchbayError ? error : this.damaged()
    }
  }

  /** `what` is wrong with the file. */
  refused(what: string): PatchbayError {
    return new PatchbayError('bad-input', `${basename(this.path)}: ${what}.`)
  }

  damaged(): PatchbayError {
    return this.refused('not an ONNX file, or a damaged one; download or export it again')
  }

  private cutOff(needsBytes: number): PatchbayError {
    if (needsBytes <= this.sizeBytes) return this.damaged()
    return this.refused('cut off, or not an ONNX file; download or export it again')
  }
}

import zlib from 'node:zlib'
import { parquetMetadata, parquetReadObjects, snappyUncompress, type Compressors } from 'hyparquet'
import { FILE_LIMITS, MAX_PROMPT_ROWS, mebibytes, messageOf, PatchbayError } from '../../../contract'
import { columnsOf, NOTHING_BESIDE, type Records } from './records'

const { bytes: MOST_BYTES } = FILE_LIMITS.prompts

/** The rows of a Parquet file, their values as JSON has them. @throws PatchbayError (bad-input) */
export async function parquetRecords(bytes: Uint8Array): Promise<Records> {
  try {
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    const metadata = parquetMetadata(file)
    refuseRowCount(Number(metadata.num_rows))
    const objects = await parquetReadObjects({ file, metadata, compressors: COMPRESSORS })
    const rows = objects.map((object) => plainValue(object) as Record<string, unknown>)
    return {
      ...NOTHING_BESIDE,
      container: 'Parquet',
      isText: false,
      columns: columnsOf(rows),
      rows,
      notes: [],
    }
  } catch (error) {
    if (error instanceof PatchbayError) throw error
    const mend = 'it may be damaged; save it again, or as CSV'
    throw new PatchbayError('bad-input', `The Parquet file cannot be read (${messageOf(error)}): ${mend}.`, {
      cause: error,
    })
  }
}

/** Before anything is read. */
function refuseRowCount(count: number): void {
  if (count <= MAX_PROMPT_ROWS) return
  const counts = `There are ${count.toLocaleString('en-US')} rows; at most ${MAX_PROMPT_ROWS.toLocaleString('en-US')} are read`
  throw new PatchbayError('bad-input', `${counts}: use a part of them.`)
}

/** Those of the formats that Node can unpack; each page says how long it will be, and is held to it. */
const COMPRESSORS: Compressors = {
  SNAPPY: (input, length) => {
    const output = new Uint8Array(checkedLength(length))
    snappyUncompress(input, output)
    return output
  },
  GZIP: (input, length) => zlib.gunzipSync(input, { maxOutputLength: checkedLength(length) || 1 }),
  BROTLI: (input, length) =>
    zlib.brotliDecompressSync(input, { maxOutputLength: checkedLength(length) || 1 }),
  ZSTD: (input, length) => zlib.zstdDecompressSync(input, { maxOutputLength: checkedLength(length) || 1 }),
}

function checkedLength(length: number): number {
  if (length >= 0 && length <= MOST_BYTES) return length
  throw new PatchbayError(
    'bad-input',
    `The Parquet file unpacks to more than ${mebibytes(MOST_BYTES)}: use a part of the prompts.`,
  )
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.toISOString()
  if (Array.isArray(value)) return value.map(plainValue)
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number | bigint>, Number)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plainValue(each)]))
}

import { PatchbayError } from '../../../contract'

/** What a file is by its first bytes, where that is not text. */
export type FileKind = 'gzip' | 'zip' | 'parquet'

const AS_CSV = 'save the prompts as CSV, JSON or JSON Lines'
const FROM_PANDAS = 'save the table with to_csv or to_json(orient="records")'
const UNPACK = 'unpack it, and import the file in it'

/** First bytes of files that hold no prompts as they are: what they are, and what to do about it. */
const REFUSED: readonly [bytes: readonly (number | string)[], what: string, mend: string][] = [
  [['%PDF'], 'a PDF document', AS_CSV],
  [[0x89, 'PNG'], 'a PNG picture', AS_CSV],
  [[0xff, 0xd8, 0xff], 'a JPEG picture', AS_CSV],
  [['GIF8'], 'a GIF picture', AS_CSV],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an Office file of the older kind (.xls, .doc)', 'save it as .xlsx or CSV'],
  [['{\\rtf'], 'an RTF document', AS_CSV],
  [['ARROW1'], 'an Arrow (Feather) file', 'save the table as Parquet or CSV'],
  [[0xff, 0xff, 0xff, 0xff], 'an Arrow stream', 'save the table as Parquet or CSV'],
  [[0x93, 'NUMPY'], 'a NumPy array', FROM_PANDAS],
  [['SQLite format 3'], 'a SQLite database', 'export the table as CSV'],
  [[0x89, 'HDF'], 'an HDF5 file', FROM_PANDAS],
  [['BZh'], 'compressed with bzip2', UNPACK],
  [[0xfd, '7zXZ'], 'compressed with xz', UNPACK],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed with zstd', UNPACK],
  [['7z', 0xbc, 0xaf], 'a 7-Zip archive', UNPACK],
  [['Rar!'], 'a RAR archive', UNPACK],
  [['GGUF'], 'a model (GGUF)', 'import a file of prompts'],
  [['RIFF'], 'a sound, a picture or a film', AS_CSV],
  [['MZ', 0x90, 0], 'a program', 'import a file of prompts'],
  [[0x7f, 'ELF'], 'a program', 'import a file of prompts'],
]
const PICKLE_PROTOCOLS = [2, 3, 4, 5]

/** null where the file may be text. @throws PatchbayError (bad-input) for what cannot be read, by what it is. */
export function fileKind(bytes: Uint8Array): FileKind | null {
  if (begins(bytes, [0x1f, 0x8b])) return 'gzip'
  if (begins(bytes, ['PK', 3, 4])) return 'zip'
  if (begins(bytes, ['PAR1'])) return 'parquet'
  if (bytes[0] === 0x80 && PICKLE_PROTOCOLS.includes(bytes[1])) {
    const runs = 'which may run any program when it is read, and is therefore not'
    throw refused(`a Python pickle, ${runs}`, FROM_PANDAS)
  }
  if (isSafetensors(bytes)) throw refused('a model (safetensors)', 'import a file of prompts')
  if (begins(bytes.subarray(257, 262), ['ustar'])) throw refused('a tar archive', UNPACK)
  const found = REFUSED.find(([first]) => begins(bytes, first))
  if (found) throw refused(found[1], found[2])
  return null
}

/** A length of eight bytes, which is below 2^32, and JSON. */
function isSafetensors(bytes: Uint8Array): boolean {
  return bytes[8] === 0x7b && begins(bytes.subarray(4), [0, 0, 0, 0]) && bytes.length > 9
}

export function refused(what: string, mend: string): PatchbayError {
  return new PatchbayError('bad-input', `This is ${what}: ${mend}.`)
}

function begins(bytes: Uint8Array, first: readonly (number | string)[]): boolean {
  const expected = first.flatMap((part) =>
    typeof part === 'number' ? [part] : Array.from(part, (letter) => letter.charCodeAt(0)),
  )
  return expected.every((byte, at) => bytes[at] === byte)
}

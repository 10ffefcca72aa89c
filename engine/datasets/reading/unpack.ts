import { gunzipSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import { FILE_LIMITS, mebibytes, messageOf, PatchbayError } from '../../../contract'
import { refused } from './file-kind'

const { bytes: MOST_BYTES } = FILE_LIMITS.prompts
/** Entries of an archive: a workbook has some dozens. */
const MOST_ENTRIES = 10_000

/** @throws PatchbayError (bad-input) where it is damaged, or unpacks to more than is read. */
export function gunzipped(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge('The gzip file')
    const why = messageOf(error)
    throw new PatchbayError('bad-input', `The gzip file is damaged (${why}): save or download it again.`, {
      cause: error,
    })
  }
}

/** Entries of an archive by path. Sizes are looked at before anything is unpacked, and are not exceeded. */
export function unzipped(bytes: Uint8Array, wanted: (path: string) => boolean): Record<string, Uint8Array> {
  let total = 0
  let count = 0
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (++count > MOST_ENTRIES)
          throw new PatchbayError('bad-input', 'The archive has too many files: save the prompts as CSV.')
        if (!wanted(name)) return false
        if ((total += originalSize) > MOST_BYTES) throw tooLarge('The workbook')
        return true
      },
    })
  } catch (error) {
    if (error instanceof PatchbayError) throw error
    const why = messageOf(error)
    throw new PatchbayError('bad-input', `The file is a damaged zip archive (${why}): save it again.`, {
      cause: error,
    })
  }
}

/** @throws PatchbayError (bad-input) for archives other than workbooks, by what they are. */
export function refuseOtherArchives(paths: readonly string[]): void {
  const has = (beginning: string) => paths.some((path) => path.startsWith(beginning))
  if (has('xl/')) return
  if (has('word/')) throw refused('a Word document', 'save its table as CSV')
  if (has('ppt/')) throw refused('a PowerPoint file', 'save the prompts as CSV')
  if (paths.includes('content.xml')) throw refused('an OpenDocument file', 'save it as .xlsx or CSV')
  if (paths.some((path) => path.endsWith('.npy'))) throw refused('a NumPy archive', 'save the table as CSV')
  if (paths.some((path) => path.endsWith('data.pkl')))
    throw refused('a PyTorch file, which may run any program when it is read', 'save the prompts as JSON')
  throw refused('a zip archive', 'unpack it, and import the file in it')
}

function tooLarge(what: string): PatchbayError {
  const most = `at most ${mebibytes(MOST_BYTES)} are read`
  return new PatchbayError('bad-input', `${what} unpacks to too much: ${most}; use a part of the prompts.`)
}

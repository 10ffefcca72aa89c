import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { PatchbayError } from '../../../../contract'
import { outputError } from '../../streams'
import { UNFINISHED } from '../output/out-file'
import { MIB_FORMAT } from './mib-report'
import { MIB_METHODS } from './mib-options'

export const RESULTS = 'results.json'
export const TABLES = ['results.csv', 'table.txt'] as const

const METHOD = `(?:${MIB_METHODS.join('|')})`
const SIZE = String.raw`\d+(?:\.\d+)?\.json`
/** What is written into the folders that MIB takes, which must have nothing else in them; see writeCell. */
const CELLS = new RegExp(
  `^(?:circuits/${METHOD}/[^/]+/(?:results\\.json|importances\\.json|${SIZE})` +
    `|importances/${METHOD}/[^/]+/importances\\.json` +
    `|multiple_circuits/${METHOD}/abs-(?:False|True)/[^/]+/${SIZE})$`,
)
const FOLDERS = ['circuits', 'importances', 'multiple_circuits']

/**
 * Makes the folder, or clears one that was written before of what a killed program left.
 * @throws PatchbayError (bad-input) for a file, and a folder in which something else has written.
 */
export function prepareFolder(out: string): void {
  try {
    if (existsSync(out) && !statSync(out).isDirectory()) throw refused(out, 'is a file: name a folder')
    mkdirSync(out, { recursive: true })
    const names = readdirSync(out).filter((name) => !UNFINISHED.test(name))
    if (names.length > 0 && !isOurs(path.join(out, RESULTS)))
      throw refused(out, 'has other files in it: name a new folder')
    for (const { file, isFolder } of entriesIn(out)) {
      if (UNFINISHED.test(path.basename(file))) rmSync(path.join(out, file))
      else if (isForeign(file, isFolder))
        throw refused(out, `has ${file} in it, which mib did not write: move it away, or name a new folder`)
    }
  } catch (error) {
    throw error instanceof PatchbayError ? error : outputError(out, error)
  }
}

const refused = (out: string, why: string) => new PatchbayError('bad-input', `--out ${out} ${why}.`)

interface Entry {
  /** Its path below the folder, with slashes. */
  file: string
  isFolder: boolean
}

/** Of all depths, but for folders that have something in them. */
function entriesIn(out: string): Entry[] {
  return readdirSync(out, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const whole = path.join(entry.parentPath, entry.name)
    const isFolder = entry.isDirectory()
    const file = path.relative(out, whole).split(path.sep).join('/')
    return isFolder && readdirSync(whole).length > 0 ? [] : [{ file, isFolder }]
  })
}

/** In the way of what is written; what else somebody keeps beside it is theirs. */
function isForeign(file: string, isFolder: boolean): boolean {
  const [first] = file.split('/')
  const isTable = first === RESULTS || (TABLES as readonly string[]).includes(first)
  if (isTable) return isFolder || file !== first
  return FOLDERS.includes(first) && CELLS.test(file) === isFolder
}

function isOurs(file: string): boolean {
  return (
    existsSync(file) && statSync(file).isFile() && readFileSync(file, 'utf8').includes(`"${MIB_FORMAT}"`)
  )
}

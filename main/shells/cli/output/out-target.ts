import { accessSync, constants, lstatSync, readlinkSync, realpathSync, statSync, type Stats } from 'node:fs'
import path from 'node:path'
import { PatchbayError } from '../../../../contract'
import { STDOUT, whyNotWritten } from '../../streams'

/** Where `--out` really leads, and how it is written. */
interface Target {
  file: string
  /** Of what is there now. */
  stats: Stats | undefined
  /**
   * `replaced`: a new file replaces it whole or not at all. `written-into`: devices and pipes, and files that must
   * stay the ones they are (other hard links, another owner, a folder without write permission).
   */
  how: 'replaced' | 'written-into'
}

/** Follows what was typed to its end. @throws PatchbayError where nothing can or should be written there. */
export function targetOf(typed: string): Target {
  if (typed === '') throw new PatchbayError('bad-input', '--out is empty: name a file.')
  const stats = statOrRefuse(typed)
  if (stats?.isDirectory() || /[\\/]$/.test(typed)) throw refused(typed, 'is a folder: name a file in it')
  const fd = openFile(typed)
  if (stats?.isBlockDevice() || (stats?.isSocket() && fd !== STDOUT))
    throw refused(typed, `is a ${stats.isSocket() ? 'socket' : 'disk'}: name a file`)
  if (fd !== null || (stats && !stats.isFile())) return { file: typed, stats, how: 'written-into' }
  const file = linkTarget(typed)
  return { file, stats, how: stats && mustStay(file, stats) ? 'written-into' : 'replaced' }
}

function statOrRefuse(typed: string): Stats | undefined {
  try {
    return statSync(typed, { throwIfNoEntry: false })
  } catch (error) {
    const isLoop = (error as NodeJS.ErrnoException).code === 'ELOOP'
    throw refused(typed, isLoop ? LOOP : `cannot be written: ${whyNotWritten(error)}`)
  }
}

const LOOP = 'is a link that leads to itself: name a file'

/**
 * The number in names like /dev/stdout and /dev/fd/63. They mean a file that is open, with the position that was reached
 * in it: neither a new file of that name nor one opened again.
 */
export function openFile(typed: string): number | null {
  const found = /^\/(?:dev\/(?:fd\/(\d+)|(stdout|stderr))|proc\/self\/fd\/(\d+))$/.exec(typed)
  if (!found) return null
  const [, ofDev, name, ofProc] = found
  return name ? (name === 'stdout' ? STDOUT : 2) : Number(ofDev ?? ofProc)
}

/** The system takes more links than this in a row for a circle. */
const MOST_LINKS = 40

/** Follows links, those too that lead to nothing yet. */
function linkTarget(typed: string): string {
  let file = path.resolve(typed)
  for (let links = 0; links <= MOST_LINKS; links++) {
    const folder = path.dirname(file)
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
      throw new PatchbayError('bad-input', `--out ${typed}: there is no folder ${folder}.`)
    file = path.join(realpathSync(folder), path.basename(file))
    if (!lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return file
    file = path.resolve(path.dirname(file), readlinkSync(file))
  }
  throw refused(typed, LOOP)
}

function mustStay(file: string, { nlink, uid, gid }: Stats): boolean {
  const isRoot = process.geteuid === undefined || process.geteuid() === 0
  const isOthers = !isRoot && (uid !== process.geteuid?.() || gid !== process.getegid?.())
  return nlink > 1 || isOthers || whyNoAccess(path.dirname(file), INTO_FOLDER) !== null
}

export const INTO_FOLDER = constants.W_OK | constants.X_OK

export function whyNoAccess(file: string, mode: number): string | null {
  try {
    accessSync(file, mode)
    return null
  } catch (error) {
    return whyNotWritten(error)
  }
}

export function refused(typed: string, why: string): PatchbayError {
  return new PatchbayError('bad-input', `--out ${typed} ${why}.`)
}

import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
} from 'node:fs'
import path from 'node:path'
import { PatchbayError } from '../../contract'
import { defaultStorePath } from '../paths'
import { OutputError, print, STDOUT, whyNotWritten, writeWhole } from '../streams'

/** Where `--out` really leads, and how it is written. */
interface Target {
  file: string
  /** Of what is there now. */
  stats: Stats | undefined
  /**
   * `replaced`: a new file takes its place whole or not at all. `in-place`: devices and pipes, and files that must
   * stay the ones they are (other hard links, another owner, a folder without write permission).
   */
  how: 'replaced' | 'in-place'
}

/** As typed on the command line: where the result goes, and the files that must outlive it. */
interface OutOptions {
  out?: string
  db?: string
  model?: string
  prompts?: string
  circuit?: string
  reference?: string
  logits?: string
  edges?: string
}

/**
 * Refuses, before anything is computed, what could not or must not be written in the end: a folder, a read-only file,
 * a disk, a file that the command reads or keeps its runs in. Links count as what they lead to.
 */
export function checkOutFile(options: OutOptions): void {
  const { out: typed } = options
  if (typed === undefined) return
  const { file, stats, how } = targetOf(typed)
  if (stats?.isFile() && inputFiles(options).some((input) => isSameFile(input, stats)))
    throw refused(typed, 'is used by this command: name another file')
  if (stats?.isFile() || how === 'in-place') checkWritable(typed, file, stats)
  else {
    const why = whyNoAccess(path.dirname(file), INTO_FOLDER)
    if (why) throw refused(typed, `cannot be made in ${path.dirname(file)}: ${why}`)
  }
}

/**
 * Writes the whole text or leaves what is there as it is, where that can be had; a device or a pipe takes what it
 * takes. Mode and owner of a file that is there are kept, a link stays. @throws OutputError
 */
export async function writeOutFile(typed: string, text: string): Promise<void> {
  try {
    const fd = openFile(typed)
    if (fd === STDOUT) return await print(text)
    const { file, stats, how } = targetOf(typed)
    if (how === 'replaced') replaceFile(file, stats, text)
    else if (fd !== null && stats?.isFile()) writeWhole(fd, Buffer.from(text))
    else writeTo(openSync(file, 'w'), text)
  } catch (error) {
    if (error instanceof PatchbayError || error instanceof OutputError) throw error
    throw new OutputError(typed, error)
  }
}

function targetOf(typed: string): Target {
  if (typed === '') throw new PatchbayError('bad-input', '--out is empty: name a file.')
  const stats = statOrRefuse(typed)
  if (stats?.isDirectory() || /[\\/]$/.test(typed)) throw refused(typed, 'is a folder: name a file in it')
  const fd = openFile(typed)
  if (stats?.isBlockDevice() || (stats?.isSocket() && fd !== STDOUT))
    throw refused(typed, `is a ${stats.isSocket() ? 'socket' : 'disk'}: name a file`)
  if (fd !== null || (stats && !stats.isFile())) return { file: typed, stats, how: 'in-place' }
  const file = linkTarget(typed)
  return { file, stats, how: stats && mustStay(file, stats) ? 'in-place' : 'replaced' }
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
 * The number in names like /dev/stdout and /dev/fd/63. They mean a file that is open, with the place that was reached
 * in it: neither a new file of that name nor one opened anew.
 */
function openFile(typed: string): number | null {
  const found = /^\/(?:dev\/(?:fd\/(\d+)|(stdout|stderr))|proc\/self\/fd\/(\d+))$/.exec(typed)
  if (!found) return null
  const [, ofDev, name, ofProc] = found
  return name ? (name === 'stdout' ? STDOUT : 2) : Number(ofDev ?? ofProc)
}

/** More links than this in a row are a circle, as the system has it. */
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

const INTO_FOLDER = constants.W_OK | constants.X_OK

function whyNoAccess(file: string, mode: number): string | null {
  try {
    accessSync(file, mode)
    return null
  } catch (error) {
    return whyNotWritten(error)
  }
}

/** The store with what SQLite keeps beside it, and all that a model is made of. */
function inputFiles({ db, model, prompts, circuit, reference, logits, edges }: OutOptions): string[] {
  const store = db ?? defaultStorePath()
  const folder = model !== undefined && statSync(model, { throwIfNoEntry: false })?.isDirectory() ? model : null
  const ofModel = folder === null ? [] : readdirSync(folder).filter((name) => MODEL_FILE.test(name))
  return [
    ...[store, `${store}-wal`, `${store}-shm`],
    ...ofModel.map((name) => path.join(folder!, name)),
    ...[model, prompts, circuit, reference, logits, edges].filter((file) => file !== undefined),
  ]
}

const MODEL_FILE = /^(config|generation_config|tokenizer.*|vocab|special_tokens_map)\.json$|\.safetensors(\.index\.json)?$/

function isSameFile(file: string, { dev, ino }: Stats): boolean {
  const stats = statSync(file, { throwIfNoEntry: false })
  return stats?.dev === dev && stats.ino === ino
}

function refused(typed: string, why: string): PatchbayError {
  return new PatchbayError('bad-input', `--out ${typed} ${why}.`)
}

/** Root may write what nobody should: where the mode has no write permission at all, that is meant. */
function checkWritable(typed: string, file: string, stats: Stats | undefined): void {
  if (stats?.isFile() && (stats.mode & 0o222) === 0)
    throw refused(typed, 'is read-only: make it writable or name another file')
  const why = whyNoAccess(file, constants.W_OK)
  if (why) throw refused(typed, `cannot be written: ${why}`)
}

function replaceFile(file: string, stats: Stats | undefined, text: string): void {
  const unfinished = path.join(path.dirname(file), `.${randomBytes(6).toString('hex')}.unfinished`)
  try {
    writeTo(openSync(unfinished, 'wx'), text)
    if (stats) {
      if (process.geteuid?.() === 0) chownSync(unfinished, stats.uid, stats.gid)
      chmodSync(unfinished, stats.mode & 0o7777)
    }
    renameSync(unfinished, file)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}

function writeTo(fd: number, text: string): void {
  try {
    writeWhole(fd, Buffer.from(text))
    // A full disk may tell of itself as late as here; pipes and devices have nothing to sync.
    if (fstatSync(fd).isFile()) fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

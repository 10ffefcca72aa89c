import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
} from 'node:fs'
import path from 'node:path'
import { PatchbayError } from '../../../../contract'
import { resolveModelPath } from '../../../host/files/model-path'
import { defaultStorePath } from '../../../paths'
import { outputError, OutputError, print, STDOUT, writeWhole } from '../../streams'
import { INTO_FOLDER, openFile, refused, targetOf, whyNoAccess } from './out-target'

/** The name of a file while it is written, which a killed program leaves. */
export const UNFINISHED = /^\.[0-9a-f]{12}\.unfinished$/

/** As typed on the command line: where the result goes, and the files that must outlive it. */
interface OutOptions {
  out?: string
  db?: string
  model?: string
  /** Other files that the command reads. */
  inputs?: string[]
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
  if (stats?.isFile() || how === 'written-into') checkWritable(typed, file, stats)
  else {
    const why = whyNoAccess(path.dirname(file), INTO_FOLDER)
    if (why) throw refused(typed, `cannot be made in ${path.dirname(file)}: ${why}`)
  }
}

/**
 * Writes the whole text or, where that is possible, leaves what is there as it is; a device or a pipe takes what it
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
    if (error instanceof OutputError) throw error
    // It was writable when the command began.
    if (error instanceof PatchbayError) throw new OutputError(error.message, { cause: error })
    throw outputError(typed, error)
  }
}

/** The store with what SQLite keeps beside it, and all that a model is made of. */
function inputFiles({ db, model, inputs = [] }: OutOptions): string[] {
  const store = db ?? defaultStorePath()
  const ofModel = model === undefined ? [] : modelFiles(modelFolder(model))
  return [store, `${store}-wal`, `${store}-shm`, ...ofModel, ...inputs]
}

/** Names of the hub and samples too; what cannot be found says why when it is opened. */
function modelFolder(model: string): string {
  try {
    return resolveModelPath(model)
  } catch {
    return model
  }
}

const MODEL_FILE =
  /^(config|generation_config|genai_config|tokenizer.*|vocab|special_tokens_map)\.json$|\.safetensors(\.index\.json)?$|\.onnx([._]data\w*)?$/

/** A file, or those of a folder that models have. What cannot be looked at says why when it is opened. */
function modelFiles(model: string): string[] {
  if (!statOrNothing(model)?.isDirectory()) return [model]
  try {
    return readdirSync(model)
      .filter((name) => MODEL_FILE.test(name))
      .map((name) => path.join(model, name))
  } catch {
    return []
  }
}

function isSameFile(file: string, { dev, ino }: Stats): boolean {
  const stats = statOrNothing(file)
  return stats?.dev === dev && stats.ino === ino
}

function statOrNothing(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false })
  } catch {
    return undefined
  }
}

/** Root may write anything, but a mode without any write permission is there on purpose. */
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
    // A full disk may show as late as here; pipes and devices have nothing to sync.
    if (fstatSync(fd).isFile()) fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

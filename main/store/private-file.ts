import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs'
import path from 'node:path'

const OWNER_ALONE = 0o600
const FOLDER_OF_OWNER_ALONE = 0o700

/**
 * Makes a store's file, empty and its owner's alone, before anything is in it: prompts and results may be confidential.
 * SQLite gives the files that it adds the same mode. A folder that is made here is private too; one that was there (it may be
 * anybody's, like /tmp) stays as it is.
 */
export function makePrivateFile(file: string): void {
  makePrivateFolder(path.dirname(file))
  if (!existsSync(file)) closeSync(openSync(file, 'a', OWNER_ALONE))
}

/** A store that an earlier version left open to others is closed to them when its owner opens it. */
export function closeFileToOthers(file: string): void {
  for (const each of [file, `${file}-wal`, `${file}-shm`, `${file}-journal`]) closeToOthers(each, OWNER_ALONE)
}

/** The data folder of Patchbay itself: an earlier version made it open to all. */
export function closeFolderToOthers(folder: string): void {
  closeToOthers(folder, FOLDER_OF_OWNER_ALONE)
}

/** Folder by folder: Node's recursive mkdir never returns where a parent refuses children (/proc). */
export function makePrivateFolder(folder: string): void {
  if (existsSync(folder)) return
  makePrivateFolder(path.dirname(folder))
  mkdirSync(folder, FOLDER_OF_OWNER_ALONE)
}

function closeToOthers(file: string, mode: number): void {
  if (process.platform === 'win32') return // what others may do is inherited from the person's folder
  const stat = statSync(file, { throwIfNoEntry: false })
  if (!stat || stat.uid !== process.getuid!() || (stat.mode & 0o077) === 0) return
  chmodSync(file, stat.mode & mode)
}

import { existsSync, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { PatchbayError, type FolderEntry, type ResultOf } from '../../../contract'
import { expandHome } from '../../paths'
import { folderOfRepository } from '../hub/cached-snapshots'

/** A folder's visible entries, folders first. Without a path, the home folder. */
export function listFolder(typed?: string): ResultOf<'files.list'> {
  const folder = path.resolve(typed ? expandHome(typed) : homedir())
  const parent = path.dirname(folder)
  const entries = readNames(folder)
    .filter((name) => !name.startsWith('.'))
    .map((name) => describeEntry(folder, name))
    .sort((a, b) => Number(b.kind === 'folder') - Number(a.kind === 'folder') || a.name.localeCompare(b.name))
  return { path: folder, parent: parent === folder ? null : parent, entries }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    throw new PatchbayError('bad-input', whyUnreadable(folder, error), { cause: error })
  }
}

function whyUnreadable(folder: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return `There is no folder ${folder}.`
  if (code === 'ENOTDIR') return `${folder} is a file, not a folder.`
  if (code === 'EACCES' || code === 'EPERM')
    return `The folder ${folder} may not be read: check its permissions.`
  return `The folder ${folder} cannot be read (${code}).`
}

function describeEntry(folder: string, name: string): FolderEntry {
  const full = path.join(folder, name)
  const isFolder = isDirectory(full)
  const kind = isFolder ? 'folder' : /\.(safetensors|onnx)$/.test(name) ? 'weights' : 'other'
  return { name, path: full, kind, isModel: isFolder && isModelFolder(full) }
}

/** A folder with a config.json or an exported graph, also one that the cache of the hub has for a repository. */
function isModelFolder(full: string): boolean {
  const folder = folderOfRepository(full)
  return ['config.json', 'model.onnx'].some((name) => existsSync(path.join(folder, name)))
}

/** What cannot be looked at (a link that leads to itself, a folder that may not be entered) is shown, and no folder. */
function isDirectory(full: string): boolean {
  try {
    return statSync(full).isDirectory()
  } catch {
    return false
  }
}

import { sizeText } from '../../../contract'
import { HubError } from './hub-errors'
import type { RepositoryFile } from './needed-files'

const FULL: Record<string, string> = { ENOSPC: 'is full', EDQUOT: 'has no more room for this user' }

/** Why the cache could not be written, as a sentence; errors of other kinds stay what they are. */
export function writingError(error: unknown, folder: string, file?: RepositoryFile, doneBytes = 0): unknown {
  const { code } = (error ?? {}) as NodeJS.ErrnoException
  if (typeof code !== 'string' || error instanceof HubError) return error
  return new HubError('download', sentence(code, folder, file, doneBytes), { cause: error })
}

function sentence(code: string, folder: string, file: RepositoryFile | undefined, doneBytes: number): string {
  const full = FULL[code]
  if (full !== undefined) {
    const how = file ? ` after ${sizeText(doneBytes)} of the ${sizeText(file.bytes)} of ${file.path}` : ''
    return `The disk of ${folder} ${full}${how}: free some of it and download again; what was fetched is kept.`
  }
  const elsewhere = 'or put the cache elsewhere with HF_HOME'
  if (code === 'EACCES' || code === 'EPERM')
    return `${folder} cannot be written: permission denied; give your user write access to it, ${elsewhere}.`
  if (code === 'EROFS')
    return `${folder} cannot be written: the file system is read-only; put the cache elsewhere with HF_HOME.`
  if (code === 'EFBIG')
    return `${folder} cannot hold ${file?.path ?? 'the model'}: it is larger than files may be there; put the cache elsewhere with HF_HOME.`
  return `${folder} cannot be written (${code}): check it, ${elsewhere}.`
}

import path from 'node:path'
import { isSample } from '../../host/files/samples'

/** Relative paths are meant from where the command is typed. */
export function modelPath(typed: string): string {
  return isSample(typed) ? typed : path.resolve(typed)
}

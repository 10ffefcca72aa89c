import path from 'node:path'
import { hubNameText } from '../../../contract'
import { hubNameOf } from '../../host/files/model-path'
import { isSample } from '../../host/files/samples'

/** Relative paths are meant from where the command is typed; names of the hub are the same everywhere. */
export function modelPath(typed: string): string {
  if (isSample(typed)) return typed
  const name = hubNameOf(typed)
  return name === null ? path.resolve(typed) : hubNameText(name)
}

import { basename } from 'node:path'
import { PatchbayError } from '../../../contract'
import { openFileStamp, readExactly, withFile, type FileStamp } from '../read-file'
import type { TensorEntries } from './tensor-entry'

/** A file of weights, which must stay as it was when the model was opened. */
export class WeightFile {
  private readonly stamp: FileStamp

  constructor(readonly path: string) {
    this.stamp = withFile(path, openFileStamp)
  }

  /** @throws PatchbayError (bad-input): not readable, or changed since the model was opened. */
  read<T>(use: (read: (target: Uint8Array, positionBytes: number) => void) => T): T {
    return withFile(this.path, (fd) => {
      this.refuseChange(fd)
      const result = use((target, positionBytes) => readExactly(fd, target, positionBytes, this.path))
      this.refuseChange(fd)
      return result
    })
  }

  private refuseChange(fd: number): void {
    if (JSON.stringify(openFileStamp(fd)) === JSON.stringify(this.stamp)) return
    throw new PatchbayError(
      'bad-input',
      `${basename(this.path)} was changed while the model was open; open the model again.`,
    )
  }
}

/** Files of weights by their paths. */
export type WeightFiles = ReadonlyMap<string, WeightFile>

/** The files that these tensors are read from, as they are now. @throws PatchbayError (bad-input): not readable. */
export function weightFiles(entries: TensorEntries): WeightFiles {
  const paths = new Set([...entries.values()].filter(({ values }) => !values).map(({ filePath }) => filePath))
  return new Map([...paths].map((path) => [path, new WeightFile(path)]))
}

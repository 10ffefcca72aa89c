import { basename } from 'node:path'
import { readExactly, withFile } from '../read-file'
import { headerLength, parseHeader } from './safetensors-header'
import type { TensorEntries } from './tensor-entry'

/** The header of one safetensors file. @throws PatchbayError as `headerLength` and `parseHeader` do; each names the file. */
export function readSafetensors(filePath: string): TensorEntries {
  const fileName = basename(filePath)
  return withFile(filePath, (fd, sizeBytes) => {
    const start = new Uint8Array(Math.min(32, sizeBytes))
    readExactly(fd, start, 0, filePath)
    const header = new Uint8Array(headerLength(start, sizeBytes, fileName))
    readExactly(fd, header, 8, filePath)
    const dataStart = 8 + header.length
    const entries = parseHeader(header, sizeBytes - dataStart, fileName)
    return new Map(
      entries.map(({ name, dtype, dims, beginBytes, endBytes }) => [
        name,
        {
          name,
          dtype,
          dims,
          filePath,
          beginBytes: dataStart + beginBytes,
          lengthBytes: endBytes - beginBytes,
        },
      ]),
    )
  })
}

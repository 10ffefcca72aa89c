import { basename, dirname, join } from 'node:path'
import { FILE_LIMITS, MAX_TENSORS, PatchbayError, shown } from '../../../contract'
import { isObject, readExactly, readJsonObject, withFile } from '../read-file'
import { headerLength, parseHeader } from './safetensors-header'

/** Where one tensor is stored. */
export interface TensorEntry {
  name: string
  dtype: string
  dims: number[]
  filePath: string
  /** From the first byte of the file. */
  beginBytes: number
  lengthBytes: number
}

export type TensorEntries = Map<string, TensorEntry>

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

/** The files a `model.safetensors.index.json` names, by tensor. */
export function readShardIndex(indexPath: string): Map<string, string> {
  const indexName = basename(indexPath)
  const { weight_map: weightMap } = readJsonObject(indexPath, FILE_LIMITS.shardIndex)
  if (!isObject(weightMap)) throw new PatchbayError('bad-input', `${indexName} has no weight_map.`)
  const count = Object.keys(weightMap).length
  if (count > MAX_TENSORS) {
    const sizes = `${count.toLocaleString('en-US')} tensors; at most ${MAX_TENSORS.toLocaleString('en-US')} are read`
    throw new PatchbayError('bad-input', `${indexName} names ${sizes}.`)
  }
  const files = new Map<string, string>()
  for (const [tensor, file] of Object.entries(weightMap)) {
    // A name with a path in it could lead out of the folder.
    if (typeof file !== 'string' || !/^[^/\\]+\.safetensors$/.test(file)) {
      throw new PatchbayError(
        'bad-input',
        `${indexName}: tensor ${shown(tensor)} is not in a .safetensors file beside it.`,
      )
    }
    files.set(tensor, join(dirname(indexPath), file))
  }
  return files
}

/** All tensors of a model in several files. @throws PatchbayError (bad-input) where a file or tensor that the index names is missing. */
export function readShards(indexPath: string): TensorEntries {
  const index = readShardIndex(indexPath)
  const shards = new Map([...new Set(index.values())].map((file) => [file, readSafetensors(file)]))
  const entries: TensorEntries = new Map()
  for (const [tensor, file] of index) {
    const entry = shards.get(file)!.get(tensor)
    if (!entry) {
      const says = `tensor ${shown(tensor)} is not there, although ${basename(indexPath)} says so`
      throw new PatchbayError('bad-input', `${basename(file)}: ${says}.`)
    }
    entries.set(tensor, entry)
  }
  return entries
}

import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { FILE_LIMITS, MAX_TENSORS, PatchbayError, shown } from '../../../contract'
import { isObject, readJsonObject } from '../read-file'
import { readSafetensors } from './safetensors'
import type { TensorEntries, TensorEntry } from './tensor-entry'

/** The files that an index (`model.safetensors.index.json`) names, by tensor. */
export function readShardIndex(indexPath: string): Map<string, string> {
  const indexName = basename(indexPath)
  const { weight_map: weightMap } = readJsonObject(indexPath, FILE_LIMITS.shardIndex)
  if (!isObject(weightMap)) throw new PatchbayError('bad-input', `${indexName} has no weight_map.`)
  const count = Object.keys(weightMap).length
  if (count === 0) {
    throw new PatchbayError(
      'bad-input',
      `${indexName} has an empty weight_map; it may be cut off: download it again.`,
    )
  }
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

/**
 * All tensors of a model in several files: of each file all that are in it, as the Python library reads them, whether
 * or not the index names them (its total_size counts for nothing).
 * @throws PatchbayError (bad-input): a file is missing, a tensor is not where the index says, or is in two files.
 */
export function readShards(indexPath: string): TensorEntries {
  const index = readShardIndex(indexPath)
  const files = [...new Set(index.values())]
  refuseMissingFiles(index, files, indexPath)
  const found = new Map<string, TensorEntry>()
  for (const file of files) {
    for (const entry of readSafetensors(file).values()) {
      const other = found.get(entry.name)
      if (other) throw inTwoFiles(entry, other)
      found.set(entry.name, entry)
    }
  }
  for (const [tensor, file] of index) {
    const entry = found.get(tensor)
    if (entry?.filePath !== file) throw notThere(tensor, file, entry, basename(indexPath))
  }
  const unnamed = [...found.keys()].filter((name) => !index.has(name))
  return new Map([...index.keys(), ...unnamed].map((name) => [name, found.get(name)!]))
}

function refuseMissingFiles(index: Map<string, string>, files: string[], indexPath: string): void {
  const missing = files.filter((file) => !existsSync(file))
  if (missing.length === 0) return
  const tensors = [...index.values()].filter((file) => missing.includes(file)).length
  const [are, them] = missing.length === 1 ? ['is', 'it'] : ['are', 'them']
  const names = missing.slice(0, 3).map((file) => basename(file))
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : ''
  const holds = `${basename(indexPath)} says that ${tensors} tensors are in ${them}`
  throw new PatchbayError(
    'bad-input',
    `${names.join(', ')}${more} ${are} missing in ${dirname(indexPath)}: ${holds}; download ${them}.`,
  )
}

function inTwoFiles(entry: TensorEntry, other: TensorEntry): PatchbayError {
  const files = `both ${basename(other.filePath)} and ${basename(entry.filePath)}`
  const mend = 'files of two models are mixed: download the model again'
  return new PatchbayError('bad-input', `tensor ${shown(entry.name)} is in ${files}; ${mend}.`)
}

function notThere(
  tensor: string,
  file: string,
  entry: TensorEntry | undefined,
  indexName: string,
): PatchbayError {
  const but = entry ? `it is in ${basename(entry.filePath)}` : 'no file that it names has it'
  const says = `tensor ${shown(tensor)} is not there, although ${indexName} says so (${but})`
  return new PatchbayError('bad-input', `${basename(file)}: ${says}; download the model again.`)
}
